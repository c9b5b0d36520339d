import { digestFile } from './digest-file.ts'
import { endUpload, NotSent, type Refused, sendFile, type Taken } from './send-file.ts'

/** `signedOut`: in place of `noRight`, where that is the reason. */
export type Trouble = Refused | { why: 'damaged' | 'unreadable' | 'signedOut' }

/** Where an upload of this window's stands. `sent`: bytes that are under way or there. */
export type UploadState =
  /** For a connection, or for another window that sends it. */
  | { state: 'waiting'; sent: number }
  | { state: 'sending'; sent: number }
  | { state: 'paused'; sent: number }
  /** All of it is there; whether it is the same is being looked at. */
  | { state: 'checking' }
  | { state: 'done' }
  | { state: 'failed'; trouble: Trouble }

export interface UploadOptions {
  file: Blob
  name: string
  endpoint: string
  url: string | undefined
  headers: Record<string, string>
  paused: boolean
  /** Whether it may be begun in the name of whoever is here now. Where it has begun, the server knows whose it is. */
  mayBegin: () => boolean
  /** Resolves when there is a connection, and it is this window's turn; until the signal ends it. */
  ready: (signal: AbortSignal) => Promise<void>
  /** Resolves when there is room for one more, and gives what makes room again. */
  takeSeat: (signal: AbortSignal) => Promise<() => void>
  changed: () => void
  /** The server has an address for it, or has it no more. */
  named: () => void
  done: (taken: Taken) => void
}

/** From one try to the next, in ms, as long as nothing gets there; a connection that comes back cuts it short. */
const pauses = [1_000, 2_000, 4_000, 8_000, 15_000]
/** A line that takes nothing for so long is dead, whatever the browser thinks of it. A laptop may have slept. */
const deadAfterMs = 30_000
/** Before anything has gone through it may be the browser that has it wait, behind other requests. */
const deadAtFirstAfterMs = 120_000

/** Sends one file, over any number of cuts, until it is there and the same. */
export class Upload {
  readonly #options: UploadOptions
  #state: UploadState
  #url: string | undefined
  /** Where the server did not know it any more: because it was swept, or because it was not asked in the name of whoever began it. */
  #goneFrom: string | undefined
  #running: AbortController | undefined
  #failures = 0
  readonly #woken = new EventTarget()

  constructor(options: UploadOptions) {
    this.#options = options
    this.#url = options.url
    this.#state = { state: options.paused ? 'paused' : 'waiting', sent: 0 }
    if (!options.paused) this.#run()
  }

  get state(): UploadState {
    return this.#state
  }

  get file(): Blob {
    return this.#options.file
  }

  get url(): string | undefined {
    return this.#url ?? this.#goneFrom
  }

  /** What another window has learnt meanwhile. */
  learn(url: string | undefined): void {
    this.#url = url
  }

  /** The server can be reached: there is nothing to wait for; and who had no right may have one again. */
  wake(): void {
    if (this.#state.state === 'failed' && this.#state.trouble.why === 'noRight') this.goOn()
    this.#woken.dispatchEvent(new Event('wake'))
  }

  pause(): void {
    if (this.#state.state === 'sending' || this.#state.state === 'waiting') {
      this.#stop()
      this.#set({ state: 'paused', sent: this.#state.sent })
    }
  }

  /** After a pause, or once what was wrong may be right again. */
  goOn(): void {
    if (this.#state.state !== 'paused' && this.#state.state !== 'failed') return
    this.#set({ state: 'waiting', sent: this.#state.state === 'paused' ? this.#state.sent : 0 })
    this.#run()
  }

  /** For good: the server forgets what it has. */
  cancel(): void {
    this.#stop()
    if (this.#url !== undefined && this.#state.state !== 'done')
      void endUpload(this.#url, this.#options.headers)
  }

  /** For now: another window, or the next visit, goes on. */
  close(): void {
    this.#stop()
  }

  #stop(): void {
    this.#running?.abort()
    this.#running = undefined
  }

  #run(): void {
    this.#stop()
    const running = new AbortController()
    this.#running = running
    this.#failures = 0
    this.#untilDone(running.signal).catch((error: unknown) => {
      if (!running.signal.aborted) this.#failed(error)
    })
  }

  async #untilDone(signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.#options.ready(signal)
      signal.throwIfAborted()
      try {
        const taken = await this.#send(signal)
        await this.#check(taken, signal)
        return
      } catch (error) {
        signal.throwIfAborted()
        if (!(error instanceof NotSent) || error.refused !== undefined) throw error
        const sent = this.#state.state === 'sending' ? this.#state.sent : 0
        this.#set({ state: 'waiting', sent })
        // Whoever is asked to stay away for so long does so, whatever comes back.
        if (error.retryInMs !== undefined) await pause(error.retryInMs, signal)
        else await pause(pauses[Math.min(this.#failures++, pauses.length - 1)] ?? 0, signal, this.#woken)
      }
    }
  }

  async #send(signal: AbortSignal): Promise<Taken> {
    const { file, name, endpoint, headers, takeSeat, mayBegin } = this.#options
    if (this.#url === undefined && !mayBegin())
      throw new NotSent('somebody else began it', { refused: { why: 'anothers' } })
    const leaveSeat = await takeSeat(signal)
    const line = new AbortController()
    const die = () => line.abort(new NotSent('nothing went through for too long'))
    let watch = setTimeout(die, deadAtFirstAfterMs)
    const lives = () => {
      clearTimeout(watch)
      if (!line.signal.aborted && !signal.aborted) watch = setTimeout(die, deadAfterMs)
    }
    const progressed = (sent: number) => {
      lives()
      this.#set({ state: 'sending', sent })
    }
    try {
      return await sendFile({
        file,
        name,
        endpoint,
        url: this.#url,
        headers,
        signal: AbortSignal.any([signal, line.signal]),
        begun: url => {
          lives()
          this.#named(url)
        },
        gone: () => {
          this.#goneFrom = this.#url
          this.#url = undefined
        },
        arrived: () => {
          lives()
          this.#failures = 0
        },
        progressed: sent => !signal.aborted && progressed(sent),
      })
    } catch (error) {
      await this.#throwIfUnreadable()
      throw error
    } finally {
      clearTimeout(watch)
      leaveSeat()
    }
  }

  /** What was changed or deleted on the device since is not the same file any more. */
  async #throwIfUnreadable(): Promise<void> {
    await this.#options.file.slice(0, 1).arrayBuffer()
  }

  async #check(taken: Taken, signal: AbortSignal): Promise<void> {
    this.#set({ state: 'checking' })
    const digest = await digestFile(this.#options.file)
    signal.throwIfAborted()
    if (digest === taken.sha256.toLowerCase()) {
      this.#set({ state: 'done' })
      this.#options.done(taken)
      // Other windows need not wait any longer.
      this.#stop()
      return
    }
    // What is there is something else: the next try begins from the start.
    if (this.#url !== undefined) void endUpload(this.#url, this.#options.headers)
    this.#named(undefined)
    this.#set({ state: 'failed', trouble: { why: 'damaged' } })
  }

  #named(url: string | undefined): void {
    this.#goneFrom = undefined
    if (url === this.#url) return
    this.#url = url
    this.#options.named()
  }

  #failed(error: unknown): void {
    const refused = error instanceof NotSent ? error.refused : undefined
    // Whoever is let in again, or signs in again, goes on there.
    if (refused?.why === 'noRight' || refused?.why === 'anothers') {
      this.#url ??= this.#goneFrom
      this.#goneFrom = undefined
    }
    if (refused === undefined && !(error instanceof DOMException)) reportError(error)
    this.#set({ state: 'failed', trouble: refused ?? { why: 'unreadable' } })
  }

  #set(state: UploadState): void {
    this.#state = state
    this.#options.changed()
  }
}

/** Until the time is over; where something may wake it, until there is a network again. */
function pause(ms: number, signal: AbortSignal, woken?: EventTarget): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  const wake = () => resolve()
  const stop = () => reject(signal.reason)
  if (woken !== undefined) addEventListener('online', wake)
  woken?.addEventListener('wake', wake)
  signal.addEventListener('abort', stop)
  return promise.finally(() => {
    clearTimeout(timer)
    removeEventListener('online', wake)
    woken?.removeEventListener('wake', wake)
    signal.removeEventListener('abort', stop)
  })
}
