import type { Content } from '../../../../formats/content.ts'
import { writeMarkdown } from '../../../../formats/markdown/write-markdown.ts'
import { type MarkdownBlock, readMarkdown } from './read-markdown.ts'

export type Job = { write: Content } | { read: string }
export type Answer = { written: string } | { blocks: MarkdownBlock[] }

export function answerTo(job: Job): Answer {
  return 'write' in job ? { written: writeMarkdown(job.write) } : { blocks: readMarkdown(job.read) }
}
