import type { DocxText } from './parts.ts'
import { type ReadDocx, readDocx } from './read-docx.ts'
import { writeDocx } from './write-docx.ts'

export type Job = { write: DocxText } | { read: ArrayBuffer }
export type Answer = { written: ArrayBuffer } | ReadDocx

export async function answerTo(job: Job): Promise<Answer> {
  return 'write' in job ? { written: await writeDocx(job.write) } : readDocx(job.read)
}
