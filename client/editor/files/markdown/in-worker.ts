import type { Content } from '../../../../formats/content.ts'
import { inThread } from '../in-thread.ts'
import type { Answer, Job } from './job.ts'
import type { MarkdownBlock } from './read-markdown.ts'

/** @throws {ThreadFailed} */
export async function writeInWorker(content: Content): Promise<string> {
  const answer = await run({ write: content })
  return 'written' in answer ? answer.written : ''
}

/** @throws {ThreadFailed} */
export async function readInWorker(text: string): Promise<MarkdownBlock[]> {
  const answer = await run({ read: text })
  return 'blocks' in answer ? answer.blocks : []
}

function run(job: Job): Promise<Answer> {
  return inThread(
    new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'markdown' }),
    job,
  )
}
