import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import * as Y from 'yjs'
import { root } from '../scripts/run.ts'
import { seededRandom } from './statistics.ts'

/** At `at`, take `removed` characters away and put `inserted` there. */
export interface Keystroke {
  at: number
  removed: number
  inserted: string
}

export interface LongText {
  /** Where it comes from, for people. */
  source: string
  keystrokes: Keystroke[]
}

/** The real keystrokes of one paper, of github.com/josephg/editing-traces: not part of this repository. */
const trace = join(root, '../shared/data/automerge-paper.json.gz')

export function longText(): LongText {
  return existsSync(trace)
    ? { source: 'the real keystrokes of a paper', keystrokes: readTrace() }
    : { source: 'an imitation of the keystrokes of a paper', keystrokes: imitate(1) }
}

function readTrace(): Keystroke[] {
  const { txns }: { txns: { patches: [number, number, string][] }[] } = JSON.parse(
    gunzipSync(readFileSync(trace)).toString(),
  )
  return txns.flatMap(({ patches }) => patches.map(([at, removed, inserted]) => ({ at, removed, inserted })))
}

const insertions = 182_315
const deletions = 77_463

/** As many keystrokes of each kind as the real ones have: runs of typing, runs of backspace, then somewhere else. */
export function imitate(seed: number): Keystroke[] {
  const random = seededRandom(seed)
  const keystrokes: Keystroke[] = []
  const left = { insertions, deletions }
  let length = 0
  while (left.insertions + left.deletions > 0) {
    let caret = random() < 0.7 ? length : Math.floor(random() * (length + 1))
    for (let run = 1 + random() * 80; run > 0 && left.insertions > 0; run--, left.insertions--, length++) {
      keystrokes.push({ at: caret++, removed: 0, inserted: letter(random()) })
    }
    for (
      let run = random() * 68;
      run > 0 && caret > 0 && left.deletions > 0;
      run--, left.deletions--, length--
    ) {
      keystrokes.push({ at: --caret, removed: 1, inserted: '' })
    }
  }
  return keystrokes
}

function letter(random: number): string {
  return 'etaoin shrdlu cmfwyp vbgkqjxz\n'[Math.floor(random * random * 30)] ?? ' '
}

/** The updates of someone who types this, `together` keystrokes in each, and the text in the end. */
export function asUpdates(
  keystrokes: Keystroke[],
  { together }: { together: number },
): { updates: Uint8Array[]; text: string } {
  const doc = new Y.Doc()
  const text = doc.getText('text')
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (let from = 0; from < keystrokes.length; from += together) {
    doc.transact(() => {
      for (const { at, removed, inserted } of keystrokes.slice(from, from + together)) {
        if (removed > 0) text.delete(at, removed)
        if (inserted !== '') text.insert(at, inserted)
      }
    })
  }
  return { updates, text: text.toString() }
}
