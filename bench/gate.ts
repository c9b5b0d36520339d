/** What the gate costs an update: `node bench/gate.ts`. Typing first, beside what else one could do with the bytes;
 *  then the largest updates that it lets in, for these hold up the event loop. */
import * as Y from 'yjs'
import { DocumentGate } from '../server/log/document-gate.ts'
import { extremes } from '../server/log/extremes.corpus.ts'
import { verdict } from './table.ts'

const rounds = 5
const keystrokes = 20_000

const typed = type(keystrokes)
console.log(
  `${typed.length} updates of ${mean(typed.map(update => update.length)).toFixed(1)} bytes, µs each:`,
)
let gate = new DocumentGate({ clocks: new Map() })
const doc = new Y.Doc()
const ways: Record<string, (update: Uint8Array) => void> = {
  'the gate': update => {
    const admission = gate.admit(update)
    if (!admission.ok) throw new Error(admission.detail)
    gate.take(admission)
  },
  'Y.decodeUpdate': update => void Y.decodeUpdate(update),
  'Y.applyUpdate': update => Y.applyUpdate(doc, update),
  'a Y.Doc each': update => Y.applyUpdate(new Y.Doc(), update),
}
for (const [way, run] of Object.entries(ways)) {
  let last: number[] = []
  for (let round = 0; round < rounds; round++) {
    gate = new DocumentGate({ clocks: new Map() })
    last = typed.map(update => elapsedMs(() => run(update)) * 1000)
  }
  const sorted = last.sort((a, b) => a - b)
  const figures = `p50 ${at(sorted, 0.5)}  p99 ${at(sorted, 0.99)}  mean ${mean(sorted).toFixed(2)}`
  const bound = way === 'the gate' ? `  (p99 ≤ 20: ${verdict(Number(at(sorted, 0.99)), 20)})` : ''
  console.log(`  ${way.padEnd(16)}${figures}  max ${at(sorted, 1)}${bound}`)
}

console.log('\nThe largest that there are, ms: cold, warm, and sent again but for the first clock:')
for (const [name, build] of Object.entries(extremes)) {
  const { update, clocks } = build()
  const gateAt = (known: ReadonlyMap<number, number>) => new DocumentGate({ clocks: new Map(known) })
  const cold = pass(gateAt(clocks), update)
  const admission = gateAt(clocks).admit(update)
  const known = new Map(clocks)
  if (admission.ok) for (const [client] of admission.advance.slice(-1)) known.set(client, 1)
  const costs = [cold, best(() => pass(gateAt(clocks), update)), best(() => pass(gateAt(known), update))]
  const size = `${(update.length / 2 ** 20).toFixed(2)} MiB`
  const figures = costs.map(ms => ms.toFixed(1).padStart(8)).join('')
  console.log(`  ${name.padEnd(32)}${size}${figures}  ${admission.ok ? '' : admission.detail}`)
}

/** Five people type into one text, a character or two at a time, with mistakes. */
function type(count: number): Uint8Array[] {
  const updates: Uint8Array[] = []
  const docs = Array.from({ length: 5 }, () => new Y.Doc())
  for (const each of docs) {
    each.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === 'remote') return
      updates.push(update)
      for (const other of docs) if (other !== each) Y.applyUpdate(other, update, 'remote')
    })
  }
  for (let i = 0; updates.length < count; i++) {
    const text = docs[Math.floor(i / 20) % docs.length]?.getText('text')
    const at = Math.floor(((i / 100) % 1) * (text?.length ?? 0)) + (i % 20)
    if (i % 9 === 8 && text && text.length > 40) text.delete(Math.min(at, text.length - 1), 1)
    else text?.insert(Math.min(at, text.length), i % 7 === 0 ? '한' : 'a')
  }
  return updates
}

function elapsedMs(run: () => void): number {
  const start = performance.now()
  run()
  return performance.now() - start
}

/** @returns the milliseconds it takes */
function pass(gate: DocumentGate, update: Uint8Array): number {
  return elapsedMs(() => {
    const admission = gate.admit(update)
    if (admission.ok) gate.take(admission)
  })
}

/** Of a few times: what the machine does beside it is not the gate's cost. */
function best(run: () => number): number {
  return Math.min(...Array.from({ length: 5 }, run))
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0) / numbers.length
}

function at(sorted: readonly number[], share: number): string {
  return (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(2)
}
