import { backoffInMs } from './backoff.ts'
import type { Link } from './link.ts'
import type { Opening } from './link-opener.ts'
import type { TransportName } from './status.ts'

/** How far a document's way to another link is. */
export type Passage = 'done' | 'under way' | 'failed'

export interface HandOverOptions {
  open: (settle: (opening: Opening) => void, transports?: readonly TransportName[]) => () => void
  /** Lets every document go over to `link`, and tells how far they are: the one that is least. */
  goOver: (link: Link) => Passage
  /** All of them have gone over. */
  done: (link: Link) => void
  /** They stay where they are, for now. */
  failed: () => void
  /** Of a link by long-polling, for which WebSocket could be had: how long until it is tried. */
  upgradeInMs?: () => number
}

type State =
  | { state: 'resting' }
  | { state: 'waiting'; until: number; timer: ReturnType<typeof setTimeout> }
  | { state: 'opening'; callOff: () => void }
  | { state: 'moving'; link: Link; isAsked: boolean }

/** So much of the time that is left goes to a random wait; the rest is for the move, and for another attempt. */
const waitShare = 0.75
/** Before another attempt: so much of the time that is left, or by which it is late. */
const retryShare = 0.1

/**
 * Make before break: opens another link beside one that will not last, lets every document go over to it, and only then may
 * the first one end. An attempt that fails is made again, for as long as the first link lasts.
 */
export class HandOver {
  readonly #options: HandOverOptions
  #state: State = { state: 'resting' }
  /** When the link will be cut, by `performance.now()`; undefined: not that anybody knew. */
  #deadline: number | undefined
  #failures = 0

  constructor(options: HandOverOptions) {
    this.#options = options
    this.#planUpgrade()
  }

  /** The link to which the documents are going over just now. */
  get link(): Link | undefined {
    return this.#state.state === 'moving' ? this.#state.link : undefined
  }

  /** At a random moment within so long: of many clients that are told, each takes its own. */
  within(withinMs: number): void {
    // An attempt to get WebSocket may hang for longer than there is time.
    if (this.#deadline === undefined) this.#callOff()
    const deadline = performance.now() + withinMs
    this.#deadline = Math.min(this.#deadline ?? deadline, deadline)
    this.#plan(Math.random() * withinMs * waitShare)
  }

  /** The way may be another one by now. */
  tryUpgrade(inMs: number): void {
    if (this.#options.upgradeInMs !== undefined) this.#plan(inMs)
  }

  /** A document may have gone further. */
  look(): void {
    const state = this.#state
    if (state.state !== 'moving') return
    const passage = this.#options.goOver(state.link)
    if (this.#state !== state) return
    if (passage === 'failed') this.lost(state.link)
    else if (passage === 'done' && !state.isAsked) void this.#finish(state)
  }

  /** The link to which the documents are going has ended, or will not last either. */
  lost(link: Link): void {
    if (this.link !== link) return
    this.#state = { state: 'resting' }
    link.end('left')
    this.#options.failed()
    this.#again()
  }

  /** Calls everything off. Gives the link that has been opened, if there is one. */
  stop(): Link | undefined {
    const { link } = this
    if (this.#state.state === 'waiting') clearTimeout(this.#state.timer)
    this.#callOff()
    this.#state = { state: 'resting' }
    return link
  }

  #callOff(): void {
    if (this.#state.state !== 'opening') return
    this.#state.callOff()
    this.#state = { state: 'resting' }
  }

  #plan(inMs: number): void {
    const until = performance.now() + inMs
    // One that is under way serves as well.
    if (this.#state.state === 'opening' || this.#state.state === 'moving') return
    if (this.#state.state === 'waiting') {
      if (this.#state.until <= until) return
      clearTimeout(this.#state.timer)
    }
    this.#state = { state: 'waiting', until, timer: setTimeout(() => this.#open(), inMs) }
  }

  #planUpgrade(): void {
    const { upgradeInMs } = this.#options
    if (upgradeInMs !== undefined) this.#plan(upgradeInMs())
  }

  #open(): void {
    const settle = (opening: Opening) => {
      if (!opening.ok) {
        this.#state = { state: 'resting' }
        this.#again(opening.refusal?.retryInMs)
        return
      }
      this.#state = { state: 'moving', link: opening.link, isAsked: false }
      this.look()
    }
    // Nothing but a better way is worth leaving a link for that lasts.
    const transports: TransportName[] | undefined = this.#deadline === undefined ? ['websocket'] : undefined
    this.#state = { state: 'opening', callOff: this.#options.open(settle, transports) }
  }

  #again(retryInMs = 0): void {
    if (this.#deadline === undefined) {
      this.#planUpgrade()
      return
    }
    this.#failures++
    const left = Math.abs(this.#deadline - performance.now())
    this.#plan(Math.max(backoffInMs(this.#failures), left * retryShare, retryInMs))
  }

  /** What the server has heard on the new link, carets included, comes before its answer: nothing of ours has to vanish when
   *  the old one ends. */
  async #finish(state: State & { state: 'moving' }): Promise<void> {
    state.isAsked = true
    await state.link.echo()
    state.isAsked = false
    if (this.#state !== state) return
    if (this.#options.goOver(state.link) !== 'done') return this.look()
    this.#state = { state: 'resting' }
    this.#options.done(state.link)
  }
}
