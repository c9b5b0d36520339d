import type { QuireSocket } from '../../../client/sync/dial.ts'
import type { ServerToClient } from '../../../protocol/index.ts'
import type { Conversation } from '../../../server/sync/conversation.ts'
import type { TestNode } from '../../../server/sync/testing/stage.ts'
import { Lane } from './lane.ts'

type Hear = (message: unknown) => void
type Answer = (answer: unknown) => void

export interface LineOptions {
  tab: string
  node: TestNode
  random: () => number
  latencyInMs: () => number
  /** What the room says of its updates is a hint: it may be lost, come twice, or late. */
  isRough: () => boolean
}

/** One connection of a tab to a node, in place of Socket.IO's: in order, late, until somebody hangs up or it is cut. */
export class Line {
  readonly tab: string
  readonly node: TestNode
  readonly #options: LineOptions
  readonly #up: Lane
  readonly #down: Lane
  readonly #conversation: Conversation
  readonly #listeners = new Map<string, Hear>()
  #hungUp = false
  #isCut = false

  constructor(options: LineOptions) {
    const { node, tab, latencyInMs } = options
    this.tab = tab
    this.node = node
    this.#options = options
    this.#up = new Lane(latencyInMs)
    this.#down = new Lane(latencyInMs)
    const emit = <E extends keyof ServerToClient>(event: E, ...[message]: Parameters<ServerToClient[E]>) =>
      this.say(event, message)
    this.#conversation = node.connect({ id: tab, emit })
  }

  get isOver(): boolean {
    return this.#isCut || this.#hungUp || this.node.hasCrashed
  }

  /** The tab's end, with as much of a socket as a link uses. */
  get socket(): QuireSocket {
    const socket = {
      on: (event: string, hear: Hear) => void this.#listeners.set(event, hear),
      off: () => this.#listeners.clear(),
      emit: (event: string, ...args: unknown[]) => this.#emit(event, args),
      disconnect: () => this.#hangUp(),
    }
    return socket as unknown as QuireSocket
  }

  /** The node says something. */
  say(event: keyof ServerToClient, message: unknown): void {
    if (this.node.hasCrashed || this.#isCut) return
    const copy: unknown = structuredClone(message)
    const hear = () => this.#hear(event, copy)
    const dice = event === 'updates' && this.#options.isRough() ? this.#options.random() : 0.5
    if (dice < 0.1) return
    if (dice < 0.2) setTimeout(() => this.#isCut || hear(), this.#options.random() * 300)
    else this.#down.send(hear)
    if (dice > 0.9) this.#down.send(hear)
  }

  standStill(ms: number): void {
    this.#up.standStill(ms)
    this.#down.standStill(ms)
  }

  /** Nothing passes any more. Either end finds out in its own time. */
  cut(noticed: { byTabInMs: number; byNodeInMs: number }): void {
    if (this.#isCut) return
    this.#isCut = true
    this.#up.clear()
    this.#down.clear()
    setTimeout(() => this.#listeners.get('disconnect')?.(undefined), noticed.byTabInMs)
    setTimeout(() => this.#conversation.end(), noticed.byNodeInMs)
  }

  #hear(event: string, message: unknown): void {
    if (!this.#hungUp) this.#listeners.get(event)?.(message)
  }

  #hangUp(): void {
    if (this.#hungUp) return
    this.#hungUp = true
    if (!this.#isCut) this.#up.send(() => this.#conversation.end())
  }

  #emit(event: string, args: readonly unknown[]): void {
    if (this.#isCut) return
    const last = args.at(-1)
    const answer = typeof last === 'function' ? (said: unknown) => void last(said) : () => {}
    const message: unknown = typeof args[0] === 'function' ? undefined : structuredClone(args[0])
    this.#up.send(() => this.node.hasCrashed || this.#arrive(event, message, answer))
  }

  /** As `server/transport/socket-server.ts` passes it on. */
  #arrive(event: string, message: unknown, answer: Answer): void {
    const reply = (said: unknown) => {
      if (this.node.hasCrashed || this.#isCut) return
      const copy: unknown = structuredClone(said)
      this.#down.send(() => this.#hungUp || answer(copy))
    }
    const conversation = this.#conversation
    if (event === 'open') void conversation.open(message).then(reply)
    else if (event === 'missed') void conversation.missed(message).then(reply)
    else if (event === 'echo') reply(undefined)
    else if (event === 'update') conversation.update(message)
    else if (event === 'awareness') conversation.awareness(message)
    else if (event === 'profile') conversation.profile(message)
    else if (event === 'close') conversation.close(message)
    else throw new Error(`no such event: ${event}`)
  }
}
