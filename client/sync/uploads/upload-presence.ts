import * as v from 'valibot'
import type { QuireProvider } from '../provider.ts'

/** What others see of an upload. `name` is empty for whoever has none. */
export type TheirUpload = { name: string; share: number; isPaused: boolean }

const sharedSchema = v.array(
  v.object({
    token: v.string(),
    percent: v.pipe(v.number(), v.minValue(0), v.maxValue(100)),
    isPaused: v.boolean(),
  }),
)
type Shared = v.InferOutput<typeof sharedSchema>

/** Others see so often how far it is, in ms. */
const intervalInMs = 400
const maxShared = 20

/** How far uploads are, told by awareness, which nobody keeps: what somebody leaves behind who goes is not under way any more. */
export class UploadPresence {
  readonly #provider: QuireProvider
  readonly #changed: () => void
  #theirs = new Map<string, TheirUpload>()
  #said = ''
  #next: Shared = []
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(provider: QuireProvider, changed: () => void) {
    this.#provider = provider
    this.#changed = changed
    provider.awareness.on('change', this.#look)
    provider.on('participants', this.#look)
    this.#look()
  }

  theirs(token: string): TheirUpload | undefined {
    return this.#theirs.get(token)
  }

  publish(uploads: Shared): void {
    this.#next = uploads.slice(0, maxShared)
    this.#timer ??= setTimeout(() => this.#say(), intervalInMs)
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#next = []
    this.#say()
    this.#provider.awareness.off('change', this.#look)
    this.#provider.off('participants', this.#look)
  }

  #say(): void {
    this.#timer = undefined
    const { awareness } = this.#provider
    const said = JSON.stringify(this.#next)
    if (awareness.getLocalState() === null || said === (this.#said || '[]')) return
    this.#said = said
    awareness.setLocalStateField('uploads', this.#next.length === 0 ? null : this.#next)
  }

  /** What others say of themselves may be anything. */
  readonly #look = (): void => {
    const { awareness, participants } = this.#provider
    const theirs = new Map<string, TheirUpload>()
    for (const { awarenessId, profile } of participants) {
      const shared: unknown = awareness.getStates().get(awarenessId)?.uploads
      if (awarenessId === awareness.clientID || !v.is(sharedSchema, shared)) continue
      for (const { token, percent, isPaused } of shared)
        theirs.set(token, { name: profile.name, share: percent / 100, isPaused })
    }
    const isSame =
      theirs.size === this.#theirs.size &&
      [...theirs].every(([token, { name, share, isPaused }]) => {
        const before = this.#theirs.get(token)
        return before?.name === name && before.share === share && before.isPaused === isPaused
      })
    if (isSame) return
    this.#theirs = theirs
    this.#changed()
  }
}
