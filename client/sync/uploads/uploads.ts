import type { Role } from '../../../protocol/index.ts'
import type { QuireProvider } from '../provider.ts'
import { type KeptUpload, KeptUploads } from './kept-uploads.ts'
import { markDone, markedBlocks } from './marked-blocks.ts'
import { Seats } from './seats.ts'
import { endUpload } from './send-file.ts'
import { isTokenOf, newToken } from './tokens.ts'
import { hasLetGo } from './unfinished-on-device.ts'
import { type Trouble, Upload } from './upload.ts'
import { type TheirFailure, type TheirTrouble, type TheirUpload, UploadPresence } from './upload-presence.ts'
import { ifNobodysTurn, wholeTurn } from './whole-turn.ts'

/** What is to be seen of an upload. `share`: of its bytes, from 0 to 1. */
export type UploadLook =
  | { state: 'sending' | 'waiting' | 'paused' | 'checking'; share: number }
  | { state: 'failed'; trouble: Trouble }
  /** Somebody else's, who is here. */
  | ({ state: 'theirs' } & TheirUpload)
  /** Somebody's here, for whom it did not go. */
  | ({ state: 'theirsFailed' } & TheirFailure)
  /** Nobody here goes on with it; nobody at all, where it was cancelled here, or the document copied before it was there. */
  | { state: 'left' | 'cancelled' | 'copied' }

export interface UploadsOptions {
  provider: QuireProvider
  linkKey: string | undefined
  /** The server knows the document. */
  isOnServer: () => boolean
}

interface Entry {
  token: string
  name: string
  /** Who began it, as far as the server had said. */
  by: string | undefined
  upload: Upload
  /** The device keeps the file itself: leaving the page loses nothing. */
  isKept: boolean
  /** Its block has been seen, and whether it was there when last looked. */
  wasThere: boolean
  isThere: boolean
  /** Others of this window's are sent before it. */
  isInLine: boolean
  /** Another window may have gone on with it since it was read from the device. */
  mayBeOld: boolean
}

/** How soon it is looked for that a block has gone, or come back, in ms: typing must not feel it. */
const lookInMs = 300

/** So many are sent at once: browsers let few requests to one server out at a time, and the page has others. */
const seats = new Seats(3)

/** Who goes on once they have signed in has not failed. */
function toldOf({ why }: Trouble): TheirTrouble | undefined {
  return why === 'signedOut' || why === 'anothers' ? undefined : why
}

const mayWrite = (role: Role) => role === 'owner' || role === 'editor'

const turnOf = (token: string) => `quire-upload-${token}`

/**
 * The files that are on their way into a document: this window's, with all that keeps them going, and what others tell of theirs. The
 * blocks that speak of them are in the document from the start, by a token; once all is there, they speak of the file.
 */
export class Uploads {
  readonly #options: UploadsOptions
  readonly #kept: KeptUploads
  readonly #presence: UploadPresence
  readonly #entries = new Map<string, Entry>()
  /** What the device kept of earlier visits, and whose block has not been seen yet. */
  readonly #left = new Map<string, KeptUpload>()
  /** A block may come back by redo after all is done. */
  readonly #done = new Map<string, string>()
  /** Undo may bring their blocks back. */
  readonly #cancelled = new Set<string>()
  readonly #listeners = new Set<() => void>()
  #look: ReturnType<typeof setTimeout> | undefined
  #closed = false
  readonly #stopWaking: (() => void)[]

  constructor(options: UploadsOptions) {
    this.#options = options
    const { provider } = options
    this.#kept = new KeptUploads(provider.documentId)
    this.#presence = new UploadPresence(provider, () => this.#tell())
    provider.doc.on('afterTransaction', this.#lookSoon)
    addEventListener('beforeunload', this.#ask)
    let wasLive = provider.status.state === 'live'
    // Each key that is pressed while it is live changes the status, too.
    const woken = provider.on('status', ({ state }) => {
      const isBack = state === 'live' && !wasLive
      wasLive = state === 'live'
      if (isBack) this.#wake()
      // Why it may not go on is known better now.
      if (state === 'refused') this.#tell()
    })
    // In the middle of a connection, too.
    const allowed = provider.on('role', role => mayWrite(role) && this.#wake())
    this.#stopWaking = [woken, allowed]
    void this.#load()
  }

  /** Whether something would have to be given again if the window went, or begun again. */
  get isBusy(): boolean {
    return [...this.#entries.values()].some(({ upload: { state }, isKept, isThere }) => {
      if (!isThere || state.state === 'done' || state.state === 'failed') return false
      return state.state !== 'paused' || !isKept
    })
  }

  /** A file would be on its way at once. */
  get isReachable(): boolean {
    return this.#options.provider.status.state === 'live' && this.#options.isOnServer()
  }

  address(file: string): string {
    return `/api/documents/${this.#options.provider.documentId}/files/${file}`
  }

  file(token: string): Blob | undefined {
    return this.#entries.get(token)?.upload.file
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  look(token: string): UploadLook {
    const entry = this.#entries.get(token)
    const theirs = this.#presence.theirs(token)
    const state = entry?.upload.state
    if (entry === undefined || state === undefined || (state.state === 'waiting' && theirs !== undefined))
      return theirs === undefined ? this.#leftBy(token) : { state: 'theirs', ...theirs }
    if (state.state === 'failed') return this.#failed(state.trouble)
    if (state.state === 'done' || state.state === 'checking') return { state: 'checking', share: 1 }
    const isNext = state.state === 'waiting' && entry.isInLine && this.isReachable
    // What was handed to the line is not there yet.
    return {
      state: isNext ? 'sending' : state.state,
      share: Math.min(0.99, state.sent / Math.max(1, entry.upload.file.size)),
    }
  }

  #leftBy(token: string): UploadLook {
    const failure = this.#presence.theirFailure(token)
    if (this.#cancelled.has(token)) return { state: 'cancelled' }
    if (failure !== undefined) return { state: 'theirsFailed', ...failure }
    return { state: isTokenOf(this.#options.provider.documentId, token) ? 'left' : 'copied' }
  }

  #failed(trouble: Trouble): UploadLook {
    // Whoever else is here now has not begun it, and does not go on with it.
    if (trouble.why === 'anothers') return { state: 'left' }
    const { status } = this.#options.provider
    const isSignedOut =
      status.state === 'refused' && (status.cause === 'signed-out' || status.cause === 'expired')
    return {
      state: 'failed',
      trouble: trouble.why === 'noRight' && isSignedOut ? { why: 'signedOut' } : trouble,
    }
  }

  /** Begins to send a file, and gives the token by which a block is to speak of it. */
  begin(file: File): string {
    const token = newToken(this.#options.provider.documentId)
    this.#begin({ token, name: file.name, size: file.size, file }, 'new')
    void this.#keepFile(token)
    return token
  }

  /** The file of an upload that nobody goes on with, once more. */
  give(token: string, file: File): void {
    const known = this.#left.get(token)
    const isSame = known?.name === file.name && known.size === file.size
    this.#left.delete(token)
    this.#cancelled.delete(token)
    this.#entries.get(token)?.upload.close()
    const url = isSame ? known.url : undefined
    this.#begin({ token, name: file.name, size: file.size, file, ...(url !== undefined && { url }) }, 'given')
    void this.#keepFile(token)
  }

  pause(token: string): void {
    this.#entries.get(token)?.upload.pause()
    this.#note(token)
  }

  goOn(token: string): void {
    this.#entries.get(token)?.upload.goOn()
    this.#note(token)
  }

  cancel(token: string): void {
    this.#entries.get(token)?.upload.cancel()
    this.#cancelled.add(token)
    this.#forget(token)
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    clearTimeout(this.#look)
    removeEventListener('beforeunload', this.#ask)
    for (const stop of this.#stopWaking) stop()
    this.#options.provider.doc.off('afterTransaction', this.#lookSoon)
    for (const { upload } of this.#entries.values()) upload.close()
    this.#presence.close()
    await this.#kept.close()
  }

  #begin(kept: KeptUpload & { file: Blob }, from: 'new' | 'given' | 'device'): void {
    const { token, name, file, url, paused = false } = kept
    const { provider } = this.#options
    const by = from === 'device' ? kept.by : provider.user
    const entry: Entry = {
      token,
      name,
      by,
      isKept: from === 'device',
      wasThere: from !== 'new',
      isThere: true,
      isInLine: false,
      mayBeOld: from === 'device',
      upload: new Upload({
        file,
        name,
        paused,
        url,
        headers: this.#headers,
        endpoint: `${location.origin}/api/documents/${provider.documentId}/uploads`,
        mayBegin: () => [undefined, provider.user, provider.openAt?.formerly].includes(by),
        ready: signal => this.#ready(token, signal),
        takeSeat: signal => this.#takeSeat(token, signal),
        changed: () => this.#changed(),
        named: () => this.#note(token),
        done: taken => this.#finish(token, taken.file),
      }),
    }
    this.#entries.set(token, entry)
    this.#changed()
  }

  async #keepFile(token: string): Promise<void> {
    const entry = this.#entries.get(token)
    if (entry === undefined) return
    const { name, by, upload } = entry
    const { file } = upload
    entry.isKept = await this.#kept.keep({
      token,
      name,
      size: file.size,
      file,
      ...(by !== undefined && { by }),
    })
  }

  #note(token: string): void {
    const upload = this.#entries.get(token)?.upload
    if (upload === undefined) return
    const { url, state } = upload
    this.#kept.note({ token, paused: state.state === 'paused', ...(url !== undefined && { url }) })
  }

  get #headers(): Record<string, string> {
    const { linkKey } = this.#options
    return linkKey === undefined ? {} : { 'x-quire-link': linkKey }
  }

  /** No other window sends this file, and the server has the document. */
  async #ready(token: string, signal: AbortSignal): Promise<void> {
    await wholeTurn(turnOf(token), signal)
    await this.#catchUp(token)
    signal.throwIfAborted()
    const { provider, isOnServer } = this.#options
    // Whatever the document's own connection does: where it has none, requests may well come through.
    if (isOnServer()) return
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const stop = provider.on('status', ({ state }) => state === 'live' && resolve())
    const end = () => reject(signal.reason)
    signal.addEventListener('abort', end)
    await promise.finally(() => {
      stop()
      signal.removeEventListener('abort', end)
    })
  }

  /** Behind the turn among windows: whoever waits for another window keeps no seat, and what stands in line is known to be wanted. */
  async #takeSeat(token: string, signal: AbortSignal): Promise<() => void> {
    const entry = this.#entries.get(token)
    if (entry === undefined || !seats.isFull) return seats.take(signal)
    const standIn = (isInLine: boolean) => {
      entry.isInLine = isInLine
      this.#changed()
    }
    standIn(true)
    return seats.take(signal).finally(() => standIn(false))
  }

  #finish(token: string, file: string): void {
    this.#done.set(token, file)
    markDone(this.#options.provider.doc, token, file, this)
    // Until the document says so, the next visit would have to find it out anew.
    const saved = this.#options.provider.whenSaved()
    void saved.then(
      () => this.#forget(token),
      // The document was closed before: the device keeps it, and the next visit finds it out.
      () => undefined,
    )
    this.#changed()
  }

  #forget(token: string): void {
    if (this.#closed) return
    this.#entries.delete(token)
    this.#left.delete(token)
    void this.#kept.forget(token)
    this.#changed()
  }

  /** Another window had its turn first: it may be through with it, or have been told to pause. */
  async #catchUp(token: string): Promise<void> {
    const entry = this.#entries.get(token)
    if (entry?.mayBeOld !== true) return
    entry.mayBeOld = false
    const kept = await this.#kept.find(token)
    entry.upload.learn(kept?.url)
    if (kept === undefined || kept.paused === true) entry.upload.pause()
    if (kept === undefined) this.#entries.delete(token)
    this.#changed()
  }

  async #load(): Promise<void> {
    const { provider } = this.#options
    await provider.whenLoaded
    if (this.#closed) return
    for (const kept of await this.#kept.load())
      if (!this.#entries.has(kept.token)) this.#left.set(kept.token, kept)
    if (this.#closed) return
    this.#lookNow()
    await provider.whenSynced
    if (this.#closed) return
    this.#lookNow()
    // Its block was taken out before the last visit ended, or by others since.
    const gone = [...this.#left].filter(([token]) => !markedBlocks(provider.doc).has(token))
    // Another window may be sending it whose block has not come here yet.
    for (const [token, { url }] of gone)
      await ifNobodysTurn(turnOf(token), () => {
        if (this.#closed || !this.#left.has(token) || markedBlocks(provider.doc).has(token)) return
        if (url !== undefined) void endUpload(url, this.#headers)
        this.#forget(token)
      })
  }

  readonly #lookSoon = (): void => {
    if (this.#entries.size + this.#left.size + this.#done.size === 0) return
    this.#look ??= setTimeout(() => this.#lookNow(), lookInMs)
  }

  /** Undo takes a block out and redo brings it back: its upload rests meanwhile. */
  #lookNow(): void {
    clearTimeout(this.#look)
    this.#look = undefined
    const { doc } = this.#options.provider
    const marked = markedBlocks(doc)
    for (const [token, kept] of this.#left) {
      if (!marked.has(token) || kept.file === undefined) continue
      this.#left.delete(token)
      this.#begin({ ...kept, file: kept.file }, 'device')
    }
    for (const [token, file] of this.#done) if (marked.has(token)) markDone(doc, token, file, this)
    for (const entry of this.#entries.values()) {
      const isThere = marked.has(entry.token)
      entry.wasThere ||= isThere
      if (!entry.wasThere || isThere === entry.isThere) continue
      entry.isThere = isThere
      if (isThere) entry.upload.goOn()
      else entry.upload.pause()
    }
  }

  #changed(): void {
    if (this.#closed) return
    this.#presence.publish(
      [...this.#entries.values()].flatMap(({ token, isThere }) => {
        const look = this.look(token)
        if (!isThere || !('share' in look) || look.state === 'theirs') return []
        return [{ token, percent: Math.floor(look.share * 100), isPaused: look.state === 'paused' }]
      }),
      [...this.#entries.values()]
        .flatMap(({ token, isThere, upload: { state } }) => {
          const why = isThere && state.state === 'failed' ? toldOf(state.trouble) : undefined
          return why === undefined ? [] : [{ token, why }]
        })
        .concat([...this.#cancelled].map(token => ({ token, why: 'cancelled' }))),
    )
    this.#tell()
  }

  #wake(): void {
    for (const { upload } of this.#entries.values()) upload.wake()
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }

  readonly #ask = (event: BeforeUnloadEvent): void => {
    if (this.isBusy && !hasLetGo()) event.preventDefault()
  }
}
