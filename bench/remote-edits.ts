import { setTimeout as delay } from 'node:timers/promises'
import * as Y from 'yjs'
import type { Writer } from '../e2e/support/writer.ts'
import { now } from './process-stats.ts'
import { seededRandom } from './statistics.ts'

export interface Stream {
  /** How many edits were made by now. */
  readonly edits: number
  stop(): Promise<void>
}

interface StreamOptions {
  perSecond: number
  /** Keeps to blocks from this one on: nobody types in these here. */
  from: number
  /** Each letter is taken away again by a later edit: the text stays as long as it is. */
  balanced?: boolean
}

/** Somebody edits all over a document, a letter at a time, with a caret that goes along. */
export function streamEdits(
  { content, text, provider }: Writer,
  { perSecond, from, balanced = false }: StreamOptions,
): Stream {
  const random = seededRandom(11)
  const startedAt = now()
  let edits = 0
  let stopped = false
  let last: { text: Y.XmlText; at: number } | undefined
  const edit = () => {
    if (balanced && last !== undefined && edits % 2 === 1) {
      last.text.delete(last.at, 1)
    } else {
      const block = from + Math.floor(random() * (content.length - from))
      const target = text(block)
      last = { text: target, at: Math.floor(random() * (target.length + 1)) }
      target.insert(last.at, 'x')
    }
    edits++
    if (last === undefined) return
    const place = Y.createRelativePositionFromTypeIndex(last.text, Math.min(last.at + 1, last.text.length))
    provider.awareness.setLocalStateField('cursor', { anchor: place, head: place })
  }
  const run = async () => {
    while (!stopped) {
      // As many as are due: a busy machine is no reason to make it easier.
      const due = ((now() - startedAt) / 1000) * perSecond
      while (edits < due && !stopped) edit()
      await delay(1000 / perSecond)
    }
    await provider.whenSaved()
  }
  const running = run()
  return {
    get edits() {
      return edits
    },
    stop: async () => {
      stopped = true
      await running
    },
  }
}
