import * as Y from 'yjs'
import { type Writer, writer } from '../testing/writers.ts'
import type { ArrivingStep } from './concurrent-changes.ts'
import { WordRescue } from './index.ts'

/** Somebody who is told what the log has, in its order, and brings back what was lost, as the provider's documents do. */
export interface LogWriter extends Writer {
  /** What this person wrote goes into the log. */
  send: () => void
  /** What is in the log comes in, in one transaction; no more than `most` of it. */
  receive: (most?: number) => void
}

/** People who write by one log. */
export function openLog(): { join: () => LogWriter; settle: () => void } {
  const log: { by: LogWriter; update: Uint8Array }[] = []
  const people: LogWriter[] = []
  const join = (): LogWriter => {
    const own = new Y.Doc()
    // Yjs puts what is written at one place at once in the order of these: a run can be repeated.
    own.clientID = people.length + 1
    let [read, arriving]: [number, ArrivingStep[] | undefined] = [0, undefined]
    const sent: Uint8Array[] = []
    const rescue = new WordRescue(own.getXmlFragment('content'), {
      arriving: ({ origin }) => (origin === 'network' ? arriving : undefined),
      unsaved: () => [...sent, ...outbox],
    })
    const { doc, outbox, ...person } = writer({ doc: own, rescue })
    const me: LogWriter = {
      ...person,
      doc,
      outbox,
      send: () => {
        for (const update of outbox.splice(0)) {
          sent.push(update)
          log.push({ by: me, update })
        }
      },
      receive: (most = log.length) => {
        const entries = log.slice(read, read + most)
        read += entries.length
        arriving = entries.map(({ by, update }) => (by === me ? { saved: [{ update }] } : { update }))
        for (const { by } of entries) if (by === me) sent.shift()
        doc.transact(() => {
          for (const { by, update } of entries) if (by !== me) Y.applyUpdate(doc, update, 'network')
        }, 'network')
        arriving = undefined
      },
    }
    people.push(me)
    return me
  }
  const settle = () => {
    // What is brought back is written, too.
    for (let round = 0; round < 5; round++) {
      for (const person of people) person.send()
      for (const person of people) person.receive()
    }
  }
  return { join, settle }
}
