import { createHash } from 'node:crypto'
import * as Y from 'yjs'
import { now } from './process-stats.ts'
import type { System, Wire } from './wires.ts'
import { dial } from './wires.ts'

export interface PersonPlan {
  /** Also this person's Yjs client ID, by which others know whose an edit is. */
  id: number
  documentId: string
  writes: boolean
}

const letters = 'abcdefghijklmnopqrstuvwxyz '

/** Someone with a document open, who notes when each edit was made here, and when each of the others' came to be seen. */
export class Person {
  readonly plan: PersonPlan
  /** When each own edit was made, by its Yjs clock: an edit is one character and takes one. */
  readonly sent: number[] = []
  /** When each edit of the others was in this document, by their id and clock. */
  readonly seen = new Map<number, number[]>()
  readonly #doc = new Y.Doc()
  #wire: Wire | undefined

  constructor(plan: PersonPlan) {
    this.plan = plan
    this.#doc.clientID = plan.id
    this.#doc.on('afterTransaction', transaction => this.#note(transaction))
  }

  async open(system: System, url: string): Promise<void> {
    this.#wire = await dial[system]({ url, documentId: this.plan.documentId, doc: this.#doc })
  }

  /** Types evenly for a while, a character at a time, from `phase` of the first interval on. */
  type(rhythm: { perSecond: number; seconds: number; phase: number }): Promise<void> {
    const intervalInMs = 1000 / rhythm.perSecond
    const characters = rhythm.perSecond * rhythm.seconds
    // A line of one's own, as people have who write at the same time.
    const line = this.#doc.getText(`line ${this.plan.id}`)
    const begin = now() + rhythm.phase * intervalInMs
    return new Promise(resolve => {
      let typed = 0
      const next = () => {
        if (typed === characters) return resolve()
        setTimeout(strike, Math.max(0, begin + typed * intervalInMs - now()))
      }
      const strike = () => {
        this.sent.push(now())
        line.insert(line.length, letters[typed++ % letters.length] ?? ' ')
        next()
      }
      next()
    })
  }

  whenSaved(): Promise<void> | undefined {
    return this.#wire?.whenSaved()
  }

  /** A digest of all there is to read, whoever wrote it. */
  digest(): string {
    const hash = createHash('sha1')
    for (const name of [...this.#doc.share.keys()].toSorted())
      hash.update(`${name}: ${this.#doc.getText(name)}\n`)
    return hash.digest('hex')
  }

  #note({ local, beforeState, afterState }: Y.Transaction): void {
    if (local) return
    const at = now()
    for (const [id, clock] of afterState) {
      const times = this.seen.get(id) ?? []
      for (let edit = beforeState.get(id) ?? 0; edit < clock; edit++) times[edit] = at
      this.seen.set(id, times)
    }
  }
}
