import type { Access } from '../access.ts'
import type { Caller, UserId } from '../caller.ts'
import { EndedLogins } from './ended-logins.ts'
import type { LoginStore, StoredLogin } from './login-store.ts'
import { isGuest, type LoginToken, newGuestId, newLoginId, readToken, writeToken } from './login-token.ts'
import type { Seal } from './seal.ts'

export interface LoginsOptions {
  store: LoginStore
  /** Hears what other nodes have ended. */
  onChange: Access['onChange']
  seal: Seal
  lifetimeInMs: number
  /** The store could not be asked which logins have ended. */
  onTrouble: (error: unknown) => void
  /** In milliseconds since 1970. */
  now?: () => number
}

/** A login as its browser knows it. */
export interface Login {
  caller: Caller
  /** What to give to the browser instead of what it has shown. */
  token?: string
}

/** Nodes' clocks differ, and one that was a day ahead may be put right: what we have sealed is ours all the same, and whoever came
 *  meanwhile must not become somebody else. */
const toleranceInMs = 2 * 24 * 60 * 60_000

/** A login that is used lives on; it is written anew after this part of its life. */
const renewedAfter = 0.1

/** Begins, knows, renews and ends the logins of browsers. */
export class Logins {
  readonly lifetimeInMs: number
  readonly #store: LoginStore
  readonly #seal: Seal
  readonly #now: () => number
  readonly #ended = new EndedLogins()
  readonly #deaf: () => void

  private constructor({ store, onChange, seal, lifetimeInMs, onTrouble, now = Date.now }: LoginsOptions) {
    this.lifetimeInMs = lifetimeInMs
    this.#store = store
    this.#seal = seal
    this.#now = now
    this.#deaf = onChange(change => {
      if (change.of === 'login') this.#ended.add(change.login, this.#end(), this.#now())
      if (change.of === 'everything') this.#read().catch(onTrouble)
    })
  }

  static async open(options: LoginsOptions): Promise<Logins> {
    // It listens first: what ends while the store is read is in either.
    const logins = new Logins(options)
    await logins.#read()
    return logins
  }

  /** Whose token that is. Undefined: nobody's, because it is not ours, or its login has ended. */
  read(token: string): Caller | undefined {
    const read = readToken(this.#seal, token)
    return read !== undefined && this.#isAlive(read) ? this.#callerOf(read) : undefined
  }

  /** For a caller whose token was just read: another token of the same login, where that one has lived for a while. */
  async renew(caller: Caller): Promise<Login> {
    const { user, login, expiresAt } = caller
    const isYoung = this.#now() + this.lifetimeInMs - expiresAt < this.lifetimeInMs * renewedAfter
    if (isYoung || user === undefined || login === undefined) return { caller }
    const renewed = this.#give({ user, login })
    if (!isGuest(user)) await this.#store.prolong({ id: login, until: renewed.caller.expiresAt })
    return renewed
  }

  /** A guest whom nobody knows yet; nothing is kept of them. */
  beginAsGuest(): Required<Login> {
    return this.#give({ user: newGuestId(), login: newLoginId() })
  }

  /** Of somebody who signs in: another one than any before, which nobody can have known. It begins when it is kept. */
  prepare(user: UserId): Required<Login> & { kept: StoredLogin } {
    const id = newLoginId()
    const login = this.#give({ user, login: id })
    return { ...login, kept: { id, until: login.caller.expiresAt } }
  }

  /** As it is to be kept until nothing that was given out for it holds. */
  toEnd(login: string): StoredLogin {
    return { id: login, until: this.#end() }
  }

  /** Here at once, on the other nodes when they hear of it. `everywhere`: all logins of that person. */
  async end({ user, login }: Caller, { everywhere = false } = {}): Promise<void> {
    if (user === undefined || login === undefined) return
    const ids = new Set([login])
    if (everywhere) for (const { id } of await this.#store.of(user)) ids.add(id)
    await this.#store.end([...ids].map(id => this.toEnd(id)))
  }

  close(): void {
    this.#deaf()
  }

  async #read(): Promise<void> {
    for (const { id, until } of await this.#store.ended()) this.#ended.add(id, until, this.#now())
  }

  #give({ user, login }: Pick<LoginToken, 'user' | 'login'>): Required<Login> {
    const token = { user, login, issuedAt: this.#now() }
    return { caller: this.#callerOf(token), token: writeToken(this.#seal, token) }
  }

  #callerOf({ user, login, issuedAt }: LoginToken): Caller {
    return { user, login, expiresAt: issuedAt + this.lifetimeInMs }
  }

  #isAlive({ login, issuedAt }: LoginToken): boolean {
    const age = this.#now() - issuedAt
    return age >= -toleranceInMs && age < this.lifetimeInMs && !this.#ended.has(login)
  }

  /** When what is given out now will have expired; on a node whose clock is ahead, too. */
  #end(): number {
    return this.#now() + this.lifetimeInMs + toleranceInMs
  }
}
