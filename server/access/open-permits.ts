import { type EndCause, type Refusal, type Role, refuse } from '../../protocol/index.ts'
import type { Access, AccessChange, Question } from './access.ts'
import type { Permit, PermitEvents, Permits } from './permits.ts'
import { type Action, allows } from './roles.ts'

export interface PermitsOptions {
  access: Pick<Access, 'may' | 'whyNot' | 'onChange'>
  /** A permit could not be asked about, or its holder failed to hear of it. It is asked about again. */
  onTrouble: (error: unknown) => void
}

/** Questions at once: the store is others', too. */
const questionsAtOnce = 16
const againAfterMs = 250
/** With the half second until a change is heard: nobody goes on for longer than two seconds after it. */
const doubtfulForMs = 1_500
const unsure = refuse('storage', { retryInMs: 2_000, detail: 'nobody knows who may read' })
/** Logins come to their end by the clock. */
const expiriesEveryMs = 1000

export function openPermits(options: PermitsOptions): Permits {
  return new LivePermits(options)
}

/** One question, and all permits that it answers: a hundred programs that came by one link are one. */
interface Held {
  readonly question: Question
  readonly permits: Set<LivePermit>
  /** Answers must not overtake each other. */
  isBeingAsked: boolean
  /** Since when something that concerns it has changed, and nobody has said what it means. */
  doubtedAt: number | undefined
}

class LivePermits implements Permits {
  readonly #options: PermitsOptions
  readonly #held = new Map<string, Held>()
  readonly #due = new Set<Held>()
  readonly #unsubscribe: () => void
  readonly #expiring: NodeJS.Timeout
  #again: NodeJS.Timeout | undefined
  #doubting: NodeJS.Timeout | undefined
  /** Of any question: the store is there, and who waits has their turn. */
  #answeredAt = Number.NEGATIVE_INFINITY
  #asking = 0
  #closed = false

  constructor(options: PermitsOptions) {
    this.#options = options
    this.#unsubscribe = options.access.onChange(change => this.#changed(change))
    this.#expiring = setInterval(() => this.#endExpired(), expiriesEveryMs).unref()
  }

  async open(question: Question, events: PermitEvents): Promise<Permit | Refusal> {
    // Held before it is asked about: a change in between must not be missed.
    const held = this.#hold(question)
    const permit = new LivePermit(held, events, () => this.#release(held, permit))
    const known = question.isThere === true ? knownRole(held) : undefined
    held.permits.add(permit)
    if (known !== undefined && permit.begin(known)) return permit
    try {
      for (;;) {
        const answer = await this.#options.access.may('read', question)
        if (typeof answer !== 'string') {
          permit.release()
          return answer
        }
        if (permit.begin(answer)) return permit
      }
    } catch (error) {
      permit.release()
      throw error
    }
  }

  close(): void {
    this.#closed = true
    this.#unsubscribe()
    clearInterval(this.#expiring)
    clearTimeout(this.#again)
    clearTimeout(this.#doubting)
    this.#due.clear()
  }

  #hold(question: Question): Held {
    const name = nameOf(question)
    const known = this.#held.get(name)
    if (known !== undefined) return known
    const held: Held = { question, permits: new Set(), isBeingAsked: false, doubtedAt: undefined }
    this.#held.set(name, held)
    return held
  }

  #release(held: Held, permit: LivePermit): void {
    held.permits.delete(permit)
    if (held.permits.size > 0) return
    const name = nameOf(held.question)
    if (this.#held.get(name) === held) this.#held.delete(name)
    this.#due.delete(held)
  }

  #changed(change: AccessChange): void {
    for (const held of this.#held.values()) {
      if (!concerns(change, held.question)) continue
      for (const permit of held.permits) permit.doubt()
      this.#due.add(held)
      held.doubtedAt ??= performance.now()
      this.#endDoubtedLater(doubtfulForMs)
    }
    this.#work()
  }

  #work(): void {
    for (const held of this.#due) {
      if (this.#asking >= questionsAtOnce || this.#closed) return
      if (held.isBeingAsked) continue
      this.#due.delete(held)
      void this.#askAgain(held)
    }
  }

  async #askAgain(held: Held): Promise<void> {
    const { access, onTrouble } = this.#options
    const { permits } = held
    const question = { ...held.question, isThere: true }
    // Those that come meanwhile know better.
    const concerned = [...permits].filter(permit => permit.isGiven)
    this.#asking++
    held.isBeingAsked = true
    try {
      const answer = await access.may('read', question)
      const verdict = typeof answer === 'string' ? { role: answer } : { cause: await access.whyNot(question) }
      this.#answeredAt = performance.now()
      if (!this.#due.has(held)) held.doubtedAt = undefined
      for (const permit of concerned) this.#settle(permit, verdict)
    } catch (error) {
      // Where nothing has changed nobody is asked about, and everybody stays while the store is away. This one is in doubt.
      onTrouble(error)
      if (permits.size > 0) this.#askLater(held)
    } finally {
      this.#asking--
      held.isBeingAsked = false
      if (this.#again === undefined) this.#work()
    }
  }

  #askLater(held: Held): void {
    this.#due.add(held)
    this.#again ??= setTimeout(() => {
      this.#again = undefined
      this.#work()
    }, againAfterMs).unref()
  }

  #settle(permit: LivePermit, verdict: Verdict): void {
    try {
      permit.settle(verdict)
    } catch (error) {
      this.#options.onTrouble(error)
    }
  }

  #endDoubtedLater(afterMs: number): void {
    this.#doubting ??= setTimeout(() => {
      this.#doubting = undefined
      if (this.#endDoubted()) this.#endDoubtedLater(againAfterMs / 2)
    }, afterMs).unref()
  }

  /** True: there are others in doubt. */
  #endDoubted(): boolean {
    const now = performance.now()
    let isDoubtLeft = false
    for (const held of this.#held.values()) {
      if (held.doubtedAt === undefined) continue
      const isOver = now - Math.max(held.doubtedAt, this.#answeredAt) >= doubtfulForMs
      if (!isOver) {
        isDoubtLeft = true
        continue
      }
      held.doubtedAt = undefined
      // Those that are being opened wait for their own answer.
      for (const permit of [...held.permits]) if (permit.isGiven) this.#settle(permit, { refusal: unsure })
    }
    return isDoubtLeft
  }

  #endExpired(): void {
    const now = Date.now()
    for (const { question, permits } of this.#held.values()) {
      if (question.caller.expiresAt > now) continue
      for (const permit of [...permits]) this.#settle(permit, { cause: 'expired' })
    }
  }
}

/** What others by the same question have been answered, and nothing has happened since. */
function knownRole({ permits, doubtedAt }: Held): Role | undefined {
  if (doubtedAt !== undefined) return undefined
  for (const permit of permits) if (permit.isGiven) return permit.role
  return undefined
}

type Verdict = { role: Role } | { cause: EndCause } | { refusal: Refusal }

class LivePermit implements Permit {
  readonly #held: Pick<Held, 'doubtedAt'>
  readonly #events: PermitEvents
  readonly #release: () => void
  #state: 'asked' | 'asked, and changed since' | 'given' | 'over' = 'asked'
  #role: Role = 'viewer'

  constructor(held: Pick<Held, 'doubtedAt'>, events: PermitEvents, release: () => void) {
    this.#held = held
    this.#events = events
    this.#release = release
  }

  get isGiven(): boolean {
    return this.#state === 'given'
  }

  get role(): Role {
    return this.#role
  }

  get isInDoubt(): boolean {
    return this.#held.doubtedAt !== undefined
  }

  allows(action: Action): boolean {
    return this.#state === 'given' && allows(this.#role, action)
  }

  release(): void {
    this.#state = 'over'
    this.#release()
  }

  /** False: something has changed since it was asked about, and nobody knows whether the answer knew of it. */
  begin(role: Role): boolean {
    this.#role = role
    const isSure = this.#state !== 'asked, and changed since'
    this.#state = isSure ? 'given' : 'asked'
    return isSure
  }

  doubt(): void {
    if (this.#state === 'asked') this.#state = 'asked, and changed since'
  }

  settle(verdict: Verdict): void {
    if (!this.isGiven) return
    if ('cause' in verdict) {
      this.release()
      this.#events.ended(verdict.cause)
    } else if ('refusal' in verdict) {
      this.release()
      this.#events.unsure(verdict.refusal)
    } else if (verdict.role !== this.#role) {
      this.#role = verdict.role
      this.#events.roleChanged(verdict.role)
    }
  }
}

function nameOf({
  documentId,
  caller: { user = '', login = '', expiresAt },
  linkKey = '',
}: Question): string {
  return [documentId, user, login, expiresAt, linkKey].join(' ')
}

function concerns(change: AccessChange, { documentId, caller }: Question): boolean {
  switch (change.of) {
    case 'document':
      return change.documentId === documentId
    case 'login':
      return change.login === caller.login
    case 'user':
      return change.user === caller.user
    case 'everything':
      return true
  }
}
