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
/** What tokens begin with tells them apart well enough. */
const startLength = 8
/** The rest of many: how their tokens begin. */
const moreSchema = v.array(v.pipe(v.string(), v.length(startLength)))

/** Why it did not go, for whoever else is here. */
const troubles = [
  'tooLarge',
  'documentFull',
  'personFull',
  'diskFull',
  'noRight',
  'refused',
  'damaged',
  'unreadable',
  'cancelled',
] as const
export type TheirTrouble = (typeof troubles)[number]
/** By how their tokens begin. */
const failedSchema = v.array(v.tuple([v.pipe(v.string(), v.length(startLength)), v.picklist(troubles)]))
type Failed = v.InferOutput<typeof failedSchema>

/** Others see so often how far it is, in ms. */
const intervalInMs = 400
/** What is told by awareness must be small: so many are told of fully, … */
const maxShared = 10
/** … and of so many more that there is somebody who sends them. */
const maxMore = 40
/** The last so many that did not go. */
const maxFailed = 8

/** What others see of one that did not go. */
export type TheirFailure = { name: string; why: TheirTrouble }

/** How far uploads are, told by awareness, which nobody keeps: what somebody leaves behind who goes is not under way any more. */
export class UploadPresence {
  readonly #provider: QuireProvider
  readonly #changed: () => void
  #theirs = new Map<string, TheirUpload>()
  #theirFailures = new Map<string, TheirFailure>()
  #said = ''
  #failed: Failed = []
  #next: Shared = []
  #more: string[] = []
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(provider: QuireProvider, changed: () => void) {
    this.#provider = provider
    this.#changed = changed
    provider.awareness.on('change', this.#look)
    provider.on('participants', this.#look)
    this.#look()
  }

  theirs(token: string): TheirUpload | undefined {
    return this.#theirs.get(token) ?? this.#theirs.get(token.slice(0, startLength))
  }

  theirFailure(token: string): TheirFailure | undefined {
    return this.#theirFailures.get(token.slice(0, startLength))
  }

  publish(uploads: Shared, failed: readonly { token: string; why: TheirTrouble }[]): void {
    this.#failed = failed.slice(-maxFailed).map(({ token, why }) => [token.slice(0, startLength), why])
    const begunFirst = uploads.toSorted((one, other) => Number(other.percent > 0) - Number(one.percent > 0))
    this.#next = begunFirst.slice(0, maxShared)
    this.#more = begunFirst
      .slice(maxShared, maxShared + maxMore)
      .map(({ token }) => token.slice(0, startLength))
    this.#timer ??= setTimeout(() => this.#say(), intervalInMs)
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#next = []
    this.#more = []
    this.#failed = []
    this.#say()
    this.#provider.awareness.off('change', this.#look)
    this.#provider.off('participants', this.#look)
  }

  #say(): void {
    this.#timer = undefined
    const { awareness } = this.#provider
    const said = JSON.stringify([this.#next, this.#more, this.#failed])
    const state = awareness.getLocalState()
    if (state === null || said === (this.#said || '[[],[],[]]')) return
    this.#said = said
    const toldOf = (list: readonly unknown[]) => (list.length === 0 ? null : list)
    awareness.setLocalState({
      ...state,
      uploads: toldOf(this.#next),
      moreUploads: toldOf(this.#more),
      failedUploads: toldOf(this.#failed),
    })
  }

  /** What others say of themselves may be anything. */
  readonly #look = (): void => {
    const { awareness, participants } = this.#provider
    const theirs = new Map<string, TheirUpload>()
    const failures = new Map<string, TheirFailure>()
    for (const { awarenessId, profile, role } of participants) {
      if (awarenessId === awareness.clientID) continue
      const { name } = profile
      const state = awareness.getStates().get(awarenessId)
      const failed: unknown = state?.failedUploads
      if (v.is(failedSchema, failed)) for (const [start, why] of failed) failures.set(start, { name, why })
      // Whoever may only read sends nothing, whatever they tell.
      if (role === 'viewer') continue
      const shared: unknown = state?.uploads
      const more: unknown = state?.moreUploads
      if (v.is(moreSchema, more))
        for (const start of more) theirs.set(start, { name, share: 0, isPaused: false })
      if (v.is(sharedSchema, shared))
        for (const { token, percent, isPaused } of shared)
          theirs.set(token, { name, share: percent / 100, isPaused })
    }
    const isSame =
      JSON.stringify([...failures]) === JSON.stringify([...this.#theirFailures]) &&
      theirs.size === this.#theirs.size &&
      [...theirs].every(([token, { name, share, isPaused }]) => {
        const before = this.#theirs.get(token)
        return before?.name === name && before.share === share && before.isPaused === isPaused
      })
    if (isSame) return
    this.#theirs = theirs
    this.#theirFailures = failures
    this.#changed()
  }
}
