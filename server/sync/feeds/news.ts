import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { LoggedUpdate, Seq } from '../../../protocol/index.ts'
import type { Changes } from '../../log/changes.ts'
import type { Rendition } from '../../log/renditions/renditions.ts'

/** What followers at one place get: made once for all of them. */
export interface News {
  /** Up to where somebody has everything who has this. */
  readonly seq: Seq
  /** In characters, about. */
  readonly size: number
  /** As one answer. */
  answer(): string
  /** The same, gzipped: once for all. */
  packed(): Promise<Buffer>
  /** As server-sent events. */
  events(): string
}

/** An update as it goes out, in either form. */
export interface ChangeText {
  readonly seq: Seq
  readonly json: string
}

export function textOfChange({ seq, update }: LoggedUpdate): ChangeText {
  const bytes = Buffer.from(update.buffer, update.byteOffset, update.length)
  return { seq, json: `{"seq":${seq},"update":"${bytes.toString('base64')}"}` }
}

export interface RunOptions {
  epoch: string
  documentId: string
  after: Seq
  head: Seq
  snapshot?: Changes['snapshot']
  changes: readonly ChangeText[]
}

/** A run of updates. */
export function newsOfRun({ epoch, documentId, after, head, snapshot, changes }: RunOptions): News {
  const seq = changes.at(-1)?.seq ?? snapshot?.seq ?? after
  const folded = snapshot && {
    seq: snapshot.seq,
    href: `/api/documents/${documentId}/snapshot?seq=${snapshot.seq}`,
    size: snapshot.size,
  }
  const answer = once(() => {
    const begins = JSON.stringify({ epoch, after, seq, head, ...(folded && { snapshot: folded }) })
    return `${begins.slice(0, -1)},"changes":[${changes.map(({ json }) => json).join(',')}]}`
  })
  return {
    seq,
    size: changes.reduce((sum, { json }) => sum + json.length, 0),
    answer,
    packed: once(() => gzipped(answer())),
    events: once(() => {
      const first = folded ? eventOf(folded.seq, JSON.stringify(folded), 'snapshot') : ''
      return first + changes.map(change => eventOf(change.seq, change.json)).join('')
    }),
  }
}

/** The document as it is. */
export function newsOfRendition({ seq, body }: Rendition): News {
  return {
    seq,
    size: body.length,
    answer: () => body,
    packed: once(() => gzipped(body)),
    events: once(() => eventOf(seq, body)),
  }
}

const gzipped = promisify(gzip) as (text: string) => Promise<Buffer>

function eventOf(seq: Seq, text: string, name?: string): string {
  // A browser takes each of these for the end of a line, and puts them together with '\n'.
  const lines = text.split(/\r\n|\r|\n/).map(line => `data: ${line}\n`)
  return `id: ${seq}\n${name === undefined ? '' : `event: ${name}\n`}${lines.join('')}\n`
}

function once<Made>(make: () => Made): () => Made {
  let made: Made | undefined
  return () => {
    made ??= make()
    return made
  }
}
