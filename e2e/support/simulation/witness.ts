import * as Y from 'yjs'
import type { LoggedUpdate } from '../../../protocol/index.ts'
import type { Tab } from './tab.ts'

/** What one tab did, and what of it was called saved. */
interface Deeds {
  written: string[]
  erased: string[]
  /** Since something was last written or erased, it has not been said that all is saved. */
  isUntold: boolean
}

/** Knows what everybody wrote and erased, what of it they were told is saved, and what the log had at that moment. */
export class Witness {
  readonly #log: readonly LoggedUpdate[]
  readonly #logged = new Y.Doc()
  readonly #deeds = new Map<Tab, Deeds>()
  readonly #written = new Set<string>()
  readonly #erased = new Set<string>()
  /** Went down with a tab, before the device had it, and before anybody was told that it is saved. */
  /** By the tab's name. */
  readonly #kept = new Map<string, ReadonlySet<string>>()
  readonly #uncertain = new Set<string>()
  #read = 0
  /** Called saved, and not in the log at that moment. */
  readonly falselySaved: string[] = []
  /** Updates in the log that lack something which they build on. */
  readonly unreadable: number[] = []
  acknowledgements = 0

  constructor(log: readonly LoggedUpdate[]) {
    this.#log = log
  }

  nextWord(tab: Tab): string {
    return `${tab.name}${this.#written.size}`
  }

  writes(tab: Tab, word: string): void {
    this.#written.add(word)
    this.#of(tab).written.push(word)
    this.#of(tab).isUntold = true
  }

  erases(tab: Tab, word: string): void {
    this.#erased.add(word)
    this.#of(tab).erased.push(word)
    this.#of(tab).isUntold = true
  }

  /** The tab's status may say something else than before. */
  looksAt(tab: Tab): void {
    const deeds = this.#of(tab)
    if (tab.unsaved > 0 || !deeds.isUntold) return
    deeds.isUntold = false
    this.acknowledgements++
    const { words, doc } = this.log()
    const there = new Set(words)
    const lacks = deeds.written.filter(word => !there.has(word) && !this.#erased.has(word))
    const keeps = deeds.erased.filter(word => there.has(word))
    const clock = Y.getState(doc.store, tab.doc.clientID)
    if (clock < Y.getState(tab.doc.store, tab.doc.clientID)) lacks.push(`${tab.name}: the log has ${clock}`)
    this.falselySaved.push(...lacks, ...keeps.map(word => `no ${word}`))
    deeds.written = []
    deeds.erased = []
  }

  /** The device has what the tab has by now. */
  keeps(tab: Tab): void {
    const { written, erased } = this.#of(tab)
    this.#kept.set(tab.name, new Set([...written, ...erased.map(asErased)]))
  }

  /** The tab is gone, and `next` goes on with what the device had of it. */
  isFollowed(tab: Tab, next: Tab): void {
    this.looksAt(tab)
    const { written, erased } = this.#of(tab)
    const kept = this.#kept.get(tab.name) ?? new Set()
    this.#deeds.delete(tab)
    for (const word of written) if (!kept.has(word)) this.#uncertain.add(word)
    for (const word of erased) if (!kept.has(asErased(word))) this.#uncertain.add(word)
    const known = {
      written: written.filter(word => kept.has(word)),
      erased: erased.filter(word => kept.has(asErased(word))),
    }
    this.#deeds.set(next, { ...known, isUntold: known.written.length + known.erased.length > 0 })
  }

  /** The document as the log has it now. */
  log(): { words: string[]; doc: Y.Doc } {
    for (; this.#read < this.#log.length; this.#read++) {
      const { seq, update } = this.#log[this.#read] ?? { seq: 0, update: new Uint8Array(2) }
      Y.applyUpdate(this.#logged, update)
      const { pendingStructs, pendingDs } = this.#logged.store
      if (pendingStructs !== null || pendingDs !== null) this.unreadable.push(seq)
    }
    return { words: this.#logged.getText('t').toString().split(';').slice(0, -1), doc: this.#logged }
  }

  /** What is in the log, and what should be, where that differs. */
  differences(): { lost: string[]; undead: string[]; doubled: string[] } {
    const { words } = this.log()
    const there = new Set(words)
    const isCertain = (word: string) => !this.#uncertain.has(word)
    return {
      lost: [...this.#written].filter(word => !there.has(word) && !this.#erased.has(word)).filter(isCertain),
      undead: [...this.#erased].filter(word => there.has(word)).filter(isCertain),
      doubled: words.filter((word, i) => words.indexOf(word) !== i),
    }
  }

  #of(tab: Tab): Deeds {
    const known = this.#deeds.get(tab) ?? { written: [], erased: [], isUntold: false }
    this.#deeds.set(tab, known)
    return known
  }
}

const asErased = (word: string) => `no ${word}`
