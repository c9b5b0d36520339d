import type { Step, Tables } from '../../log/tables.ts'
import type { AccessChange } from '../access.ts'
import type { AccessChanges } from '../access-changes.ts'
import { adoptionOf, claimOf } from '../adoption.ts'
import type { Caller, UserId } from '../caller.ts'
import { beginning, ending } from './login-store.ts'
import { isGuest } from './login-token.ts'
import type { Login, Logins } from './logins.ts'
import { type Account, keeping, userIdOf } from './user-store.ts'

export interface ArrivalsOptions {
  tables: Tables
  changes: AccessChanges
  logins: Logins
}

/** Takes in people for whom a provider vouches: who they are now, and what they had before, in one transaction. */
export class Arrivals {
  readonly #options: ArrivalsOptions

  constructor(options: ArrivalsOptions) {
    this.#options = options
  }

  /** Keeps what is said of somebody, and gives them what waited for their address. `before`: who they were until now. What a guest
   *  had is theirs from now on, and that login ends: whoever has a copy of its cookie would be the person otherwise. */
  async keep(account: Account, before?: Caller, more: readonly Step[] = []): Promise<UserId> {
    const { tables, changes } = this.#options
    const { query } = tables
    const person = userIdOf(account)
    const { email } = account
    const steps = keeping(query, account)
    if (account.emailVerified && email !== undefined) steps.push(...claimOf(query, { person, email }))
    const earlier = this.#take(before, person)
    await changes.write([...steps, ...earlier.steps, ...more], earlier.changed)
    return person
  }

  /** As `keep`; with a new login. */
  async signIn(account: Account, before?: Caller): Promise<Required<Login>> {
    const { tables, logins } = this.#options
    const person = userIdOf(account)
    const { kept, ...login } = logins.prepare(person)
    await this.keep(account, before, beginning(tables.query, kept, person))
    return login
  }

  #take(before: Caller | undefined, person: UserId): { steps: Step[]; changed: AccessChange[] } {
    const { tables, logins } = this.#options
    const { user, login } = before ?? {}
    if (user === undefined || login === undefined) return { steps: [], changed: [] }
    const end = ending(tables.query, [logins.toEnd(login)])
    const ended: AccessChange = { of: 'login', login }
    if (!isGuest(user)) return { steps: end, changed: [ended] }
    const named = tables.query.insertInto('other_names').values({ guest: user, person })
    return {
      steps: [
        named.onConflict(known => known.column('guest').doNothing()),
        ...adoptionOf(tables.query, { guest: user, person }),
        ...end,
      ],
      changed: [ended, { of: 'user', user }, { of: 'user', user: person }],
    }
  }
}
