import { setTimeout as delay } from 'node:timers/promises'
import * as Y from 'yjs'
import { RawClient } from './raw-client.ts'
import { until } from './until.ts'

/** Two people in one document, one of whom types. */
export interface Neighbours {
  /** How long each letter took to the other one: milliseconds, the slowest last. */
  typeFor(ms: number): Promise<number[]>
  close(): void
}

const intervalInMs = 40

export async function openNeighbours(
  url: string,
  documentId: string,
  headers: Record<string, string>,
): Promise<Neighbours> {
  const [ann, bob] = [new RawClient(url, { headers }), new RawClient(url, { headers })]
  const { session } = await ann.open(documentId)
  await bob.open(documentId)
  const arrivedAt = new Map<number, number>()
  bob.socket.on('updates', () => {
    const now = performance.now()
    for (const update of bob.updates.splice(0)) if (update.session === session) arrivedAt.set(update.n, now)
  })
  const doc = new Y.Doc()
  let n = 0
  return {
    typeFor: async ms => {
      const sentAt = new Map<number, number>()
      const end = performance.now() + ms
      while (performance.now() < end) {
        const before = Y.encodeStateVector(doc)
        doc.getText('t').insert(0, 'a')
        n++
        sentAt.set(n, performance.now())
        ann.send(documentId, n, Y.encodeStateAsUpdate(doc, before))
        await delay(intervalInMs)
      }
      await until(() => arrivedAt.has(n), 'the last letter to arrive', 30_000)
      const waits = [...sentAt].map(([each, at]) => (arrivedAt.get(each) ?? Number.POSITIVE_INFINITY) - at)
      return waits.sort((a, b) => a - b)
    },
    close: () => {
      ann.close()
      bob.close()
    },
  }
}

/** Of waits in ascending order. */
export const percentile = (waits: readonly number[], p: number): number =>
  waits[Math.min(waits.length - 1, Math.floor((waits.length * p) / 100))] ?? Number.NaN
