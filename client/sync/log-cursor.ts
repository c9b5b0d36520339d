import type { Seq } from '../../protocol/index.ts'

/** How far the log has come in: everything up to `seq`, some numbers beyond it, and the newest that is known to exist. */
export class LogCursor {
  #seq: Seq
  #head: Seq
  readonly #beyond = new Set<Seq>()

  constructor(seq: Seq = 0) {
    this.#seq = seq
    this.#head = seq
  }

  /** Everything up to here has come in. */
  get seq(): Seq {
    return this.#seq
  }

  /** The log has something that has not come in. */
  get missing(): boolean {
    return this.#seq < this.#head
  }

  /** Notes that `seq` has come in; false when it had come in before. */
  see(seq: Seq): boolean {
    if (seq <= this.#seq || this.#beyond.has(seq)) return false
    if (seq === this.#seq + 1) this.#advance(seq)
    else this.#beyond.add(seq)
    this.announce(seq)
    return true
  }

  /** The log goes up to `head`, at least. */
  announce(head: Seq): void {
    if (head > this.#head) this.#head = head
  }

  /** Everything up to `seq` has come in at once, folded. */
  jump(seq: Seq): void {
    if (seq <= this.#seq) return
    for (const one of this.#beyond) if (one <= seq) this.#beyond.delete(one)
    this.#advance(seq)
    this.announce(seq)
  }

  #advance(seq: Seq): void {
    this.#seq = seq
    while (this.#beyond.delete(this.#seq + 1)) this.#seq++
  }
}
