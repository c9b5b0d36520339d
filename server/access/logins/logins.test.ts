import { expect, it, onTestFinished } from 'vitest'
import type { Caller } from '../caller.ts'
import { Arrivals } from './arrivals.ts'
import { openLoginStore } from './login-store.ts'
import { newGuestId, writeToken } from './login-token.ts'
import { Logins } from './logins.ts'
import { Seal } from './seal.ts'
import { openTables } from './testing/open-tables.ts'
import { openUserStore } from './user-store.ts'

const day = 86_400_000
const lifetimeInMs = 30 * day
const ann = {
  issuer: 'https://login.example.com',
  subject: 'ann',
  name: 'Ann',
  email: undefined,
  emailVerified: false,
}

async function setUp() {
  const { tables, changes } = await openTables()
  const clock = { now: Date.now() }
  const seal = new Seal('a secret of thirty-two characters', 'login')
  /** A node; another one on the same tables hears what they have in common. */
  const openNode = async () => {
    const logins = await Logins.open({
      store: openLoginStore(tables, changes),
      onChange: listener => changes.onChange(listener),
      seal,
      lifetimeInMs,
      onTrouble: error => {
        throw error
      },
      now: () => clock.now,
    })
    onTestFinished(() => logins.close())
    return { logins, arrivals: new Arrivals({ tables, changes, logins }) }
  }
  return { ...(await openNode()), openNode, tables, seal, clock }
}

it('knows a guest by a token, of which nothing is kept', async () => {
  const { logins, tables } = await setUp()
  const { caller, token } = logins.beginAsGuest()
  expect(logins.read(token)).toEqual(caller)
  expect(caller.user).toMatch(/^g_/)
  for (const table of ['logins', 'ended_logins', 'users', 'guests'] as const) {
    expect(await tables.read(tables.query.selectFrom(table).selectAll()), table).toEqual([])
  }
})

it('takes nobody for somebody whose token is damaged, foreign, expired, or from the future', async () => {
  const { logins, seal, clock } = await setUp()
  const { caller, token } = logins.beginAsGuest()
  const { login = '', user = '' } = caller
  const foreign = new Seal('another secret of many characters', 'login')
  const strangers = [
    '',
    'null',
    `${token}x`,
    token.slice(1),
    seal.seal('[]'),
    seal.seal('{"login":1}'),
    seal.seal('no JSON'),
    seal.seal(JSON.stringify([login, 'u_admin', clock.now])),
    seal.seal(JSON.stringify(['l_short', user, clock.now])),
    seal.seal(JSON.stringify([login, user, '0'])),
    writeToken(foreign, { login, user, issuedAt: clock.now }),
    writeToken(seal, { login, user, issuedAt: clock.now + 3 * day }),
    writeToken(seal, { login, user, issuedAt: clock.now - lifetimeInMs }),
  ]
  for (const each of strangers) expect(logins.read(each), each).toBeUndefined()
  expect(
    logins.read(writeToken(seal, { login, user, issuedAt: clock.now + day })),
    'a clock was a day ahead',
  ).toBeDefined()
  clock.now += lifetimeInMs - 1
  expect(logins.read(token)).toEqual(caller)
  clock.now += 1
  expect(logins.read(token)).toBeUndefined()
})

it('lets a login live on that is used, and end that is not', async () => {
  const { logins, arrivals, tables, clock } = await setUp()
  const until = async () =>
    (await tables.read(tables.query.selectFrom('logins').select('until'))).map(row => row.until)
  let { caller, token } = await arrivals.signIn(ann)
  const day = 86_400_000
  for (let days = 0; days < 100; days++) {
    clock.now += day
    const shown = logins.read(token) as Caller
    const renewed = await logins.renew(shown)
    expect(renewed.token === undefined, `on day ${days}`).toBe(days % 3 !== 2)
    expect(renewed.caller).toMatchObject({ user: caller.user, login: caller.login })
    caller = renewed.caller
    token = renewed.token ?? token
  }
  expect(await until()).toEqual([caller.expiresAt])
  clock.now += lifetimeInMs
  expect(logins.read(token)).toBeUndefined()
})

it('refuses the token of a login that has ended, on every node, and on those that start later', async () => {
  const { logins, arrivals, openNode } = await setUp()
  const other = await openNode()
  const here = await arrivals.signIn(ann)
  const elsewhere = await arrivals.signIn(ann)
  const guest = logins.beginAsGuest()
  expect(here.caller.login).not.toBe(elsewhere.caller.login)
  await logins.end(here.caller)
  await logins.end(guest.caller)
  const late = await openNode()
  for (const node of [logins, other.logins, late.logins]) {
    expect(node.read(here.token)).toBeUndefined()
    expect(node.read(guest.token)).toBeUndefined()
    expect(node.read(elsewhere.token)).toEqual(elsewhere.caller)
  }
  await logins.end(here.caller)
})

it('ends all logins of a person, and nobody else’s', async () => {
  const { logins, arrivals, openNode } = await setUp()
  const anns = await Promise.all([arrivals.signIn(ann), arrivals.signIn(ann), arrivals.signIn(ann)])
  const bob = await arrivals.signIn({ ...ann, subject: 'bob' })
  const stranger = await arrivals.signIn({ ...ann, issuer: 'https://other.example.com' })
  await logins.end(anns[0].caller, { everywhere: true })
  const late = await openNode()
  for (const node of [logins, late.logins]) {
    for (const { token } of anns) expect(node.read(token)).toBeUndefined()
    for (const { token } of [bob, stranger]) expect(node.read(token)).toBeDefined()
  }
  const again = await arrivals.signIn(ann)
  expect(late.logins.read(again.token)).toEqual(again.caller)
})

it('never goes on with a login from before somebody signed in', async () => {
  const { logins, arrivals } = await setUp()
  const guest = logins.beginAsGuest()
  const signedIn = await arrivals.signIn(ann, guest.caller)
  expect(signedIn.caller.login).not.toBe(guest.caller.login)
  expect(logins.read(guest.token)).toBeUndefined()
  const again = await arrivals.signIn({ ...ann, subject: 'bob' }, signedIn.caller)
  expect(logins.read(signedIn.token)).toBeUndefined()
  expect(logins.read(again.token)).toBeDefined()
})

it('gives a guest’s documents to whom they turn out to be, and keeps the old name', async () => {
  const { logins, arrivals, tables } = await setUp()
  const { query } = tables
  const guest = logins.beginAsGuest().caller
  const friend = newGuestId()
  const access = { link_role: null, link_key: '', trashed_at: null, changed_at: 0 }
  const user = guest.user ?? ''
  await tables.write([
    query.insertInto('documents_access').values([
      { document: 'own', owner: user, ...access },
      { document: 'friends', owner: friend, ...access },
    ]),
    query.insertInto('members').values({ document: 'friends', person: user, role: 'commenter', at: 0 }),
    query
      .insertInto('invitations')
      .values({ email: 'ann@example.com', document: 'offered', role: 'viewer', at: 0 }),
  ])
  const known = { ...ann, email: 'Ann@Example.com', emailVerified: true }
  const { caller } = await arrivals.signIn(known, guest)
  const rows = async (table: 'documents_access' | 'members' | 'other_names') =>
    tables.read(query.selectFrom(table).selectAll())
  expect(await rows('documents_access')).toMatchObject([
    { document: 'friends', owner: friend },
    { document: 'own', owner: caller.user },
  ])
  expect(await rows('members')).toMatchObject([
    { document: 'friends', person: caller.user, role: 'commenter' },
    { document: 'offered', person: caller.user, role: 'viewer' },
  ])
  expect(await rows('other_names')).toEqual([{ guest: guest.user, person: caller.user }])
  const { hasBecome } = openUserStore(tables)
  expect(await hasBecome(user, caller.user ?? '')).toBe(true)
  expect(await hasBecome(user, friend)).toBe(false)
  expect(await hasBecome(caller.user ?? '', user)).toBe(false)
})

it('gives what waits for an address to nobody whose provider does not know that it is theirs', async () => {
  const { arrivals, tables } = await setUp()
  const { query } = tables
  const offered = { email: 'ann@example.com', document: 'offered', role: 'viewer', at: 0 }
  await tables.write([query.insertInto('invitations').values(offered)])
  const { caller } = await arrivals.signIn({ ...ann, email: 'ann@example.com', emailVerified: false })
  expect(await openUserStore(tables).person(caller.user ?? '')).toEqual({ id: caller.user, name: 'Ann' })
  expect(await tables.read(query.selectFrom('members').selectAll())).toEqual([])
  expect(await tables.read(query.selectFrom('invitations').selectAll())).toEqual([offered])
})

it('forgets logins that have ended when nothing that was given out for them holds, where nobody signs in, too', async () => {
  const { logins, tables } = await setUp()
  const ended = () => tables.read(tables.query.selectFrom('ended_logins').select('id'))
  await tables.write([tables.query.insertInto('ended_logins').values({ id: 'l_old', until: Date.now() - 1 })])
  const { caller } = logins.beginAsGuest()
  await logins.end(caller)
  expect(await ended()).toEqual([{ id: caller.login }])
})
