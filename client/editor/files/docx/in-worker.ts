import { inThread, ThreadFailed } from '../in-thread.ts'
import type { Answer, Job } from './job.ts'
import type { DocxText } from './parts.ts'
import type { ReadDocx } from './read-docx.ts'

/** @throws {ThreadFailed} */
export async function writeInWorker(text: DocxText): Promise<ArrayBuffer> {
  const answer = await run({ write: text })
  if (!('written' in answer)) throw new ThreadFailed('nothing was written')
  return answer.written
}

/** @throws {ThreadFailed} */
export async function readInWorker(file: ArrayBuffer): Promise<ReadDocx> {
  const answer = await run({ read: file })
  return 'written' in answer ? { failure: 'unreadable' } : answer
}

function run(job: Job): Promise<Answer> {
  return inThread(new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'docx' }), job)
}
