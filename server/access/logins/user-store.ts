import { createHash } from 'node:crypto'
import type { Database } from '../../log/schema.ts'
import type { Step, Tables } from '../../log/tables.ts'
import type { UserId } from '../caller.ts'
import type { Person } from '../identity.ts'
import { isGuest } from './login-token.ts'

/** What a provider says of somebody who signed in. */
export interface Account {
  issuer: string
  /** Names the person at the issuer, for ever. */
  subject: string
  name: string
  email: string | undefined
  /** The provider knows that it is theirs. */
  emailVerified: boolean
}

/** The same wherever and whenever somebody signs in: two nodes that meet a person at once need not agree first. */
export function userIdOf({ issuer, subject }: Pick<Account, 'issuer' | 'subject'>): UserId {
  const hash = createHash('sha256').update(JSON.stringify([issuer, subject]))
  return `u_${hash.digest('base64url').slice(0, 22)}`
}

/** Everybody who has ever signed in, and what guests want to be called. */
export interface UserStore {
  /** A guest of whom nothing is kept has no name. */
  person(id: UserId): Promise<Person>
  /** What a provider calls them; undefined for a guest, who may be called anything. */
  vouchedName(id: UserId): Promise<string | undefined>
  nameGuest(id: UserId, name: string): Promise<void>
  /** Whether that guest is now this person, by having signed in. */
  hasBecome(guest: UserId, person: UserId): Promise<boolean>
}

export function openUserStore(tables: Tables): UserStore {
  const { query } = tables
  const guest = async (id: UserId) => {
    const [row] = await tables.read(query.selectFrom('guests').select('name').where('id', '=', id))
    return { name: row?.name ?? '', email: null }
  }
  const user = async (id: UserId) => {
    const [row] = await tables.read(query.selectFrom('users').select(['name', 'email']).where('id', '=', id))
    return row ?? { name: '', email: null }
  }
  return {
    person: async id => {
      const { name, email } = isGuest(id) ? await guest(id) : await user(id)
      return { id, name, ...(email !== null && { email }) }
    },
    vouchedName: async id => (isGuest(id) ? undefined : (await user(id)).name),
    hasBecome: async (guest, person) => {
      if (!isGuest(guest) || isGuest(person)) return false
      const known = query.selectFrom('other_names').select('person').where('guest', '=', guest)
      const [row] = await tables.read(known)
      return row?.person === person
    },
    nameGuest: async (id, name) => {
      const named = query.insertInto('guests').values({ id, name })
      await tables.write([named.onConflict(known => known.column('id').doUpdateSet({ name }))])
    },
  }
}

/** What the provider says now. For one transaction. */
export function keeping(query: Database, account: Account): Step[] {
  const { issuer, subject, name, email } = account
  const now = Date.now()
  // One that may be anybody's would let somebody look like another person to those who share with them.
  const isTheirs = account.emailVerified && email !== undefined
  const said = {
    name,
    email: isTheirs ? email.toLowerCase() : null,
    email_verified: isTheirs ? 1 : 0,
    seen_at: now,
  }
  return [
    query
      .insertInto('users')
      .values({ id: userIdOf(account), issuer, subject, created_at: now, ...said })
      .onConflict(known => known.column('id').doUpdateSet(said)),
  ]
}
