import { readEvents } from './events.ts'
import { Pause } from './pause.ts'
import { type Known, learn, readTold } from './told.ts'

/** How a document is followed, and how well. `gone`: it was there; `absent`: it never was, for this reader. */
export type FollowState = 'connecting' | 'live' | 'polling' | 'reconnecting' | 'gone' | 'absent' | 'signIn'

export interface FollowOptions {
  /** Asks for the document's changes. */
  ask: (query: URLSearchParams, options: { signal: AbortSignal; tag?: string }) => Promise<Response>
  /** The document is this now. */
  show: (known: Known) => void
  onState: (state: FollowState) => void
  /** It could not be shown. What comes next may be. */
  onTrouble?: (error: unknown) => void
  random?: () => number
}

/** Down from what is best. */
const manners = ['sse', 'longpoll', 'poll'] as const
type Manner = (typeof manners)[number]

/** A stream says something at once; one that is held back by a proxy never does. */
export const streamPatienceMs = 4_000
/** It says that it lives every 15 seconds. */
const silenceMs = 40_000
const waitInS = 25
/** A long poll that is held so long is as good as a stream, though it has brought nothing. */
const settledInMs = 1_000
const answerPatienceMs = 15_000
/** A right that is taken shows within two seconds, as it does everywhere. */
export const pollEveryMs = 1_800
/** Before a better manner is tried again: longer each time. */
export const firstProbeInMs = 60_000
const longestProbeInMs = 15 * 60_000
const longestBackoffMs = 15_000

/** What became of a request. */
type Outcome =
  | { is: 'well'; againInMs?: number }
  | { is: 'over'; state: 'gone' | 'absent' | 'signIn' }
  /** The server, or what stands before it, will not now. */
  | { is: 'later'; inMs: number | undefined }
  | { is: 'cut' }
  /** Nothing came of it though it was open: this is no way through. */
  | { is: 'mute' }

/** Follows a document: by a stream; where none gets through by long polls, or else by polls; and by a stream again later on. */
export class Following {
  readonly #options: Required<FollowOptions>
  readonly #pause = new Pause()
  #known: Known | undefined
  #wasThere = false
  #state: FollowState = 'connecting'
  #rung = 0
  #fallenTo = 0
  #probeInMs = firstProbeInMs
  #probeAt = Number.POSITIVE_INFINITY
  /** Requests that failed, one after the other. */
  #failures = 0
  /** What was to be held, and was not. */
  #misses = 0
  #asking: AbortController | undefined
  #heardAt = 0
  #isRunning = false
  #isStopped = true

  constructor(options: FollowOptions) {
    this.#options = { random: Math.random, onTrouble: () => {}, ...options }
  }

  /** Begins, or goes on where it was. */
  start(): void {
    this.#isStopped = false
    this.#pause.cut()
    if (this.#state !== 'reconnecting') this.#say('connecting')
    if (!this.#isRunning) void this.#run()
  }

  /** Holds nothing at the server any more. */
  stop(): void {
    this.#isStopped = true
    this.#asking?.abort()
    this.#pause.cut()
  }

  /** The network is there again, or the reader: what is waited for is tried now, and what may have died asleep is asked anew. */
  hurry(): void {
    this.#pause.cut()
    if (performance.now() - this.#heardAt > silenceMs / 2) this.#asking?.abort()
  }

  async #run(): Promise<void> {
    this.#isRunning = true
    // What a stream brings goes on from what is there; that comes by itself, for it may be long.
    let isBehind = true
    while (!this.#isStopped) {
      const manner: Manner = isBehind ? 'poll' : this.#manner()
      const outcome = await this.#try(manner)
      if (this.#isStopped) break
      if (outcome.is === 'over') {
        this.#isStopped = true
        // What is not shared any more is not kept.
        this.#known = undefined
        this.#say(outcome.state)
        break
      }
      const isCatchingUp = isBehind && this.#manner() !== 'poll'
      isBehind = outcome.is !== 'well' || manner === 'sse'
      await this.#pause.for(this.#next(manner, outcome, isCatchingUp))
    }
    this.#isRunning = false
  }

  /** How long to wait before the next request. */
  #next(manner: Manner, outcome: Exclude<Outcome, { is: 'over' }>, isCatchingUp: boolean): number {
    const { random } = this.#options
    const isHeld = manner !== 'poll'
    if (outcome.is === 'well') {
      this.#failures = 0
      if (manner === 'longpoll') this.#say('live')
      if (isHeld) this.#misses = 0
      if (isHeld || isCatchingUp) return outcome.againInMs ?? 0
      this.#say('polling')
      return pollEveryMs
    }
    if (isHeld) {
      this.#misses++
      // Whether it is the network or the manner shows the poll that comes next.
      if (outcome.is === 'mute' || this.#misses >= 2) this.#fall()
      if (outcome.is === 'mute') return 0
    }
    this.#failures++
    this.#say(this.#known === undefined ? 'connecting' : 'reconnecting')
    const backoff = Math.min(longestBackoffMs, 250 * 2 ** this.#failures)
    const asked = outcome.is === 'later' ? outcome.inMs : undefined
    return asked === undefined ? backoff * (0.5 + random() / 2) : asked * (1 + random() / 2)
  }

  #manner(): Manner {
    if (performance.now() >= this.#probeAt) {
      this.#probeAt = Number.POSITIVE_INFINITY
      this.#rung = 0
    }
    return manners[this.#rung] ?? 'poll'
  }

  #fall(): void {
    this.#misses = 0
    // A try at something better that came to nothing leaves it where it was.
    if (this.#rung === 0 && this.#fallenTo > 0)
      this.#probeInMs = Math.min(longestProbeInMs, this.#probeInMs * 2)
    this.#rung = Math.min(Math.max(this.#rung + 1, this.#fallenTo), manners.length - 1)
    this.#fallenTo = this.#rung
    this.#probeAt = performance.now() + this.#probeInMs * (0.75 + this.#options.random() / 2)
  }

  async #try(manner: Manner): Promise<Outcome> {
    const asking = new AbortController()
    this.#asking = asking
    const patience = new Patience(() => asking.abort())
    patience.renew(
      manner === 'sse' ? streamPatienceMs : answerPatienceMs + (manner === 'longpoll' ? waitInS * 1000 : 0),
    )
    let settling: ReturnType<typeof setTimeout> | undefined
    try {
      const { signal } = asking
      const isPoll = manner === 'poll'
      const tag = isPoll && this.#known !== undefined ? tagOf(this.#known) : undefined
      if (manner === 'longpoll') settling = setTimeout(() => this.#say('live'), settledInMs)
      const answer = await this.#options.ask(this.#query(manner), { signal, ...(tag && { tag }) })
      this.#heardAt = performance.now()
      if (manner === 'sse' && answer.ok) return await this.#listen(answer, patience)
      return await this.#read(answer)
    } catch (error) {
      if (!(error instanceof Error)) throw error
      return { is: patience.isOver ? 'mute' : 'cut' }
    } finally {
      patience.end()
      clearTimeout(settling)
      // Whatever has not been read of it is not wanted.
      asking.abort()
    }
  }

  #query(feed: Manner): URLSearchParams {
    const { seq = 0, epoch } = this.#known ?? {}
    return new URLSearchParams({
      as: 'blocks',
      feed,
      after: String(seq),
      ...(epoch !== undefined && { epoch }),
      ...(feed === 'longpoll' && { wait: String(waitInS) }),
    })
  }

  async #listen({ body, headers }: Response, patience: Patience): Promise<Outcome> {
    if (body === null || headers.get('content-type')?.startsWith('text/event-stream') !== true)
      return { is: 'mute' }
    let againInMs = 1_000 * this.#options.random()
    for await (const { name, data, retryInMs } of readEvents(body)) {
      this.#heardAt = performance.now()
      patience.renew(silenceMs)
      this.#gotThrough()
      againInMs = retryInMs ?? againInMs
      if (name === 'gone') return { is: 'over', state: 'gone' }
      // Something else than it has: the poll that comes next brings it all.
      if (data !== '' && !this.#take(data)) return { is: 'well' }
    }
    return { is: 'well', againInMs }
  }

  #gotThrough(): void {
    this.#misses = 0
    this.#fallenTo = 0
    this.#probeInMs = firstProbeInMs
    this.#say('live')
  }

  async #read(answer: Response): Promise<Outcome> {
    const { status, headers } = answer
    if (status === 204 || status === 304) return { is: 'well' }
    if (status === 200) {
      const isOurs = headers.get('content-type')?.startsWith('application/json') === true
      if (!isOurs) return { is: 'mute' }
      return { is: this.#take(await answer.text()) ? 'well' : 'cut' }
    }
    if (status === 404 || status === 403) return { is: 'over', state: this.#wasThere ? 'gone' : 'absent' }
    if (status === 401) return { is: 'over', state: 'signIn' }
    const seconds = Number(headers.get('retry-after') ?? Number.NaN)
    return { is: 'later', inMs: Number.isFinite(seconds) ? Math.min(seconds * 1000, 30_000) : undefined }
  }

  /** Gives whether it was understood; where not, everything is asked for anew. */
  #take(text: string): boolean {
    const told = readTold(text)
    this.#known = learn(this.#known, told)
    this.#wasThere = true
    if (this.#known !== undefined) this.#show(this.#known)
    return this.#known !== undefined
  }

  /** What the page cannot do says nothing of the connection: that goes on. */
  #show(known: Known): void {
    try {
      this.#options.show(known)
    } catch (error) {
      this.#options.onTrouble(error)
    }
  }

  #say(state: FollowState): void {
    if (state === this.#state) return
    this.#state = state
    this.#options.onState(state)
  }
}

const tagOf = ({ epoch, seq }: Known) => `W/"${epoch}-${seq}"`

/** Ends something that has brought nothing for too long. */
class Patience {
  isOver = false
  readonly #end: () => void
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(end: () => void) {
    this.#end = end
  }

  renew(ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.isOver = true
      this.#end()
    }, ms)
  }

  end(): void {
    clearTimeout(this.#timer)
  }
}
