import * as Y from 'yjs'
import type { ConcurrentChanges } from './concurrent-changes.ts'
import type { Copies } from './copies.ts'
import { type Character, charactersOf, type DeletedText } from './deleted-text.ts'
import { itemAt, type Whereabouts } from './whereabouts.ts'

/** Words that whoever moved their text brings back, and the character that they come behind. */
interface Run {
  behind: Y.ID
  words: Character[]
}

/** Behind `behind` stands, since just now, what came back up to `last`. */
export interface Returned {
  behind: Y.ID
  last: Y.ID
}

/** More than these nobody waits for: whoever should have brought back the first has gone. */
const mostRuns = 100

/** What others bring back. It is known by its place and its words. */
export class Awaited {
  readonly #copies: Copies
  #runs: Run[] = []

  constructor(copies: Copies) {
    this.#copies = copies
  }

  get isEmpty(): boolean {
    return this.#runs.length === 0
  }

  add({ characters }: DeletedText): void {
    let before: Character | undefined
    let run: Run | undefined
    for (const character of characters) {
      if (character.is === 'awaited' && before !== undefined) {
        run ??= this.#expect(before.id)
        run.words.push(character)
      } else if (character.is === 'seen') {
        before = character
        run = undefined
      }
    }
    this.#runs = this.#runs.slice(-mostRuns)
  }

  #expect(behind: Y.ID): Run {
    const run: Run = { behind, words: [] }
    this.#runs.push(run)
    return run
  }

  /** Looks for it in what has come in. */
  find({ others }: ConcurrentChanges, whereabouts: Whereabouts): Returned[] {
    const found: Returned[] = []
    const isNew = (id: Y.ID) => others.some(({ change }) => change.inserts(id))
    for (const run of this.#runs) {
      let at: Y.ID | undefined = run.behind
      for (let hops = 0; at !== undefined && run.words.length > 0 && hops < 32; hops++) {
        const returned = this.#findBehind(at, run, whereabouts.doc, isNew)
        if (returned !== undefined) found.push(returned)
        const next = whereabouts.next(at)
        // It can be read in this transaction alone.
        if (next !== undefined && this.#copies.of(at) === undefined) this.#copies.add(at, next)
        at = next
      }
    }
    this.#runs = this.#runs.filter(({ words }) => words.length > 0)
    return found
  }

  #findBehind(behind: Y.ID, { words }: Run, doc: Y.Doc, isNew: (id: Y.ID) => boolean): Returned | undefined {
    const text = itemAt(doc, behind)?.parent
    if (!(text instanceof Y.XmlText)) return undefined
    const characters = [...charactersOf(text)]
    const from = characters.findIndex(({ id }) => Y.compareIDs(id, behind)) + 1
    let [last, isAside]: [Y.ID | undefined, boolean] = [undefined, false]
    for (const { character, id, item } of characters.slice(from)) {
      const [next] = words
      if (this.#copies.writerOf(id) !== undefined && last === undefined) behind = id
      else if (next?.character === character && isNew(id)) {
        this.#copies.add(next.id, id)
        words.shift()
        last = id
      } else if (last === undefined && (id.client === doc.clientID || item.deleted)) isAside ||= !item.deleted
      else break
    }
    return last === undefined || isAside ? undefined : { behind, last }
  }
}
