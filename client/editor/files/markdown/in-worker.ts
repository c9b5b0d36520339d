import type { Content } from '../content.ts'
import type { Answer, Job } from './job.ts'
import type { MarkdownBlock } from './read-markdown.ts'

/** Only a file that was made to be hard to read takes as long as this. */
const patienceMs = 30_000

/** The thread could not do it, or not in time. */
export class MarkdownFailed extends Error {}

/** @throws {MarkdownFailed} */
export async function writeInWorker(content: Content): Promise<string> {
  const answer = await run({ write: content })
  return 'written' in answer ? answer.written : ''
}

/** @throws {MarkdownFailed} */
export async function readInWorker(text: string): Promise<MarkdownBlock[]> {
  const answer = await run({ read: text })
  return 'blocks' in answer ? answer.blocks : []
}

async function run(job: Job): Promise<Answer> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'markdown' })
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  worker.onmessage = ({ data }: MessageEvent<Answer>) => resolve(data)
  worker.onerror = ({ message }) => reject(new MarkdownFailed(message))
  const timer = setTimeout(() => reject(new MarkdownFailed('it took too long')), patienceMs)
  worker.postMessage(job)
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    worker.terminate()
  }
}
