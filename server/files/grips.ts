import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Tables } from '../log/tables.ts'

/** Why somebody should let go. `lost`: another node may have taken it over, or nobody knows. */
export type LetGo = 'wanted' | 'draining' | 'closed' | 'forbidden' | 'lost'

/** The one leave, on all nodes, to write to an upload. */
export interface Grip {
  readonly id: string
  /** As the row names it. */
  readonly holder: string
  /** Aborted, with a `LetGo` as its reason, when what is under way should end. */
  readonly signal: AbortSignal
  /** Nobody else can have it at this moment. */
  readonly holds: boolean
  stop(why: LetGo): void
  release(): Promise<void>
}

export interface GripsOptions {
  tables: Pick<Tables, 'query' | 'read' | 'write'>
  /** Other nodes are on the same database. */
  isShared: boolean
  /** One from which nothing was heard for so long, by the clock of whoever waits, is dead. */
  deadAfterInMs?: number
}

/** A holder that lives says so this often, and hears then whether somebody waits. */
const beatInMs = 700
/** On a database of its own nobody listens; but what is touched is not swept. */
const quietBeatInMs = 20_000
/** One that could not say it for so long may be taken for dead, and stops. */
const holdsForMs = 3_000
/** Longer, so that two never hold it. */
const deadAfterMs = 4_000
const patienceInMs = 9_000
/** Between one look and the next; longer the longer somebody waits. */
const pauses = { leastMs: 60, mostMs: 400, share: 1 / 6 }
/** Requests that wait on this node at one time: one client waits once. */
const maxWaiting = { forOne: 4, inAll: 1_000 }

interface Row {
  holder: string
  beat: number
}

/**
 * Who may write to which upload: a row's `holder`, of whom there is one on all nodes. It needs no clocks that agree: whoever waits watches the
 * holder's `beat`, and takes over when it stands still.
 */
export class Grips {
  readonly #options: GripsOptions
  readonly #held = new Map<string, OwnGrip>()
  /** Of this node, and perhaps in a row already: whoever looks may see that before who wrote it is answered. */
  readonly #claiming = new Map<string, Promise<Grip | undefined>>()
  /** By the upload: how many wait for it, and their next look, which is one for all of them. */
  readonly #waiting = new Map<string, { count: number; look: Promise<Row | undefined> | undefined }>()
  #waitingInAll = 0

  constructor(options: GripsOptions) {
    this.#options = options
  }

  /** What is being written to on this node. */
  get size(): number {
    return this.#held.size
  }

  /** `isPatient`: has whoever holds it let go, and waits for that, unless too many do. `gone`: there is no such upload. */
  async take(id: string, { isPatient }: { isPatient: boolean }): Promise<Grip | 'held' | 'gone'> {
    if (!isPatient) return this.#take(id, false)
    const waiting = this.#waiting.get(id) ?? { count: 0, look: undefined }
    if (waiting.count >= maxWaiting.forOne || this.#waitingInAll >= maxWaiting.inAll) return 'held'
    this.#waiting.set(id, waiting)
    waiting.count++
    this.#waitingInAll++
    try {
      return await this.#take(id, true)
    } finally {
      this.#waitingInAll--
      if (--waiting.count === 0) this.#waiting.delete(id)
    }
  }

  async #take(id: string, isPatient: boolean): Promise<Grip | 'held' | 'gone'> {
    const { isShared, deadAfterInMs = deadAfterMs } = this.#options
    const askedAt = performance.now()
    let seen: Row | undefined
    let seenAt = askedAt
    let row = await this.#look(id)
    for (;;) {
      if (row === undefined) return 'gone'
      if (row.holder !== seen?.holder || row.beat !== seen.beat) {
        if (isPatient && row.holder !== seen?.holder) await this.#ask(id, row.holder)
        seen = row
        seenAt = performance.now()
      }
      const isDead =
        this.#isForeign(id, row.holder) && (!isShared || performance.now() - seenAt > deadAfterInMs)
      if (row.holder === '' || isDead) {
        const grip = await this.#seize(id, row)
        if (grip !== undefined) return grip
        row = await this.#look(id)
      } else if (!isPatient || performance.now() - askedAt > patienceInMs) return 'held'
      else row = await this.#nextLook(id, performance.now() - askedAt)
    }
  }

  #isForeign(id: string, holder: string): boolean {
    return holder !== '' && this.#held.get(id)?.holder !== holder && !this.#claiming.has(holder)
  }

  /** Of all that wait for the same. */
  #nextLook(id: string, waitedMs: number): Promise<Row | undefined> {
    const waiting = this.#waiting.get(id)
    if (waiting?.look !== undefined) return waiting.look
    const { leastMs, mostMs, share } = pauses
    const look = delay(Math.min(mostMs, Math.max(leastMs, waitedMs * share))).then(() => {
      if (waiting !== undefined) waiting.look = undefined
      return this.#look(id)
    })
    if (waiting !== undefined) waiting.look = look
    return look
  }

  /** Everything that is under way here ends soon, and keeps what has come. */
  stop(why: LetGo): void {
    for (const grip of this.#held.values()) grip.stop(why)
  }

  async #look(id: string): Promise<Row | undefined> {
    const { tables } = this.#options
    const rows = await tables.read(
      tables.query.selectFrom('uploads').select(['holder', 'beat']).where('id', '=', id),
    )
    return rows[0]
  }

  async #ask(id: string, holder: string): Promise<void> {
    if (holder === '') return
    await this.#claiming.get(holder)
    const own = this.#held.get(id)
    if (own?.holder === holder) return own.stop('wanted')
    const { tables } = this.#options
    const { query } = tables
    await tables.write([
      query.updateTable('uploads').set({ wanted: 1 }).where('id', '=', id).where('holder', '=', holder),
    ])
  }

  #seize(id: string, from: Row): Promise<Grip | undefined> {
    const holder = randomUUID()
    const claim = this.#claim(id, from, holder).finally(() => this.#claiming.delete(holder))
    this.#claiming.set(holder, claim)
    return claim
  }

  async #claim(id: string, from: Row, holder: string): Promise<Grip | undefined> {
    const { tables, isShared } = this.#options
    const beganAt = performance.now()
    const rows = await tables.write([
      tables.query
        .updateTable('uploads')
        .set({ holder, beat: 0, wanted: 0, touched_at: Date.now() })
        .where('id', '=', id)
        .where('holder', '=', from.holder)
        .where('beat', '=', from.beat)
        .returning('id'),
    ])
    if (rows?.[0].length !== 1) return undefined
    const grip: OwnGrip = new OwnGrip({
      id,
      holder,
      tables,
      beganAt,
      everyMs: isShared ? beatInMs : quietBeatInMs,
      holdsForMs: isShared ? holdsForMs : Number.POSITIVE_INFINITY,
      released: () => {
        // It may have been lost, and taken anew, on this node.
        if (this.#held.get(id) === grip) this.#held.delete(id)
      },
    })
    this.#held.set(id, grip)
    return grip
  }
}

interface OwnGripOptions {
  id: string
  holder: string
  tables: Pick<Tables, 'query' | 'write'>
  beganAt: number
  everyMs: number
  holdsForMs: number
  released: () => void
}

class OwnGrip implements Grip {
  readonly #options: OwnGripOptions
  readonly #stopping = new AbortController()
  readonly #beating: NodeJS.Timeout
  #heldAt: number
  #isBeating = false

  constructor(options: OwnGripOptions) {
    this.#options = options
    this.#heldAt = options.beganAt
    this.#beating = setInterval(() => void this.#beat(), options.everyMs).unref()
  }

  get id(): string {
    return this.#options.id
  }

  get holder(): string {
    return this.#options.holder
  }

  get signal(): AbortSignal {
    return this.#stopping.signal
  }

  get holds(): boolean {
    return performance.now() - this.#heldAt < this.#options.holdsForMs
  }

  stop(why: LetGo): void {
    if (!this.signal.aborted) this.#stopping.abort(why)
  }

  async release(): Promise<void> {
    const { tables, released, id, holder } = this.#options
    clearInterval(this.#beating)
    try {
      const { query } = tables
      const at = Date.now()
      await tables.write([
        query
          .updateTable('uploads')
          .set({ holder: '', touched_at: at })
          .where('id', '=', id)
          .where('holder', '=', holder),
      ])
    } catch {
      // Who comes next finds it not beating any more.
    } finally {
      released()
    }
  }

  async #beat(): Promise<void> {
    const { tables, id, holder } = this.#options
    if (!this.holds) return this.stop('lost')
    if (this.#isBeating) return
    this.#isBeating = true
    const askedAt = performance.now()
    try {
      const rows = await tables.write([
        tables.query
          .updateTable('uploads')
          .set(({ eb }) => ({ beat: eb('beat', '+', 1), touched_at: Date.now() }))
          .where('id', '=', id)
          .where('holder', '=', holder)
          .returning('wanted'),
      ])
      const [row] = rows?.[0] ?? []
      if (row === undefined) return this.stop('lost')
      this.#heldAt = askedAt
      if (row.wanted === 1) this.stop('wanted')
    } catch {
      // The database is away: it holds until the time is over in which nobody can take it.
    } finally {
      this.#isBeating = false
    }
  }
}
