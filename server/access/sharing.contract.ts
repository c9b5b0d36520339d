import { afterAll, beforeAll, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { DocumentId } from '../../protocol/index.ts'
import { stepsOfCopy } from '../log/steps-of-copy.ts'
import type { StoredLog } from '../log/tables.ts'
import { adoptionOf, claimOf } from './adoption.ts'
import { listDocuments, readableAmong } from './document-lists.ts'
import { readSharing } from './read-sharing.ts'
import { star, unstar } from './stars.ts'
import { type AccessStage, openStage, person } from './testing/access-stage.ts'

const [ann, bob, cem, dan] = [person('ann'), person('bob'), person('cem'), person('dan')]

/** What sharing promises on any database. */
export function describeSharing(openLog: () => Promise<StoredLog>): void {
  let here: AccessStage
  beforeAll(async () => {
    here = await openStage(await openLog())
  })
  afterAll(() => here.close())
  const ofAnn = (documentId: DocumentId) => ({ documentId, user: ann.user })
  const shared = async (...people: { user: string }[]) => {
    const id = await here.documentBy(ann)
    for (const { user } of people) await here.visits(id, { ...ann, user })
    return id
  }
  const ownerOf = async (id: DocumentId) => {
    const { people } = await readSharing(here.tables, id, { role: 'owner' })
    return people.filter(({ role }) => role === 'owner').map(each => each.person.id)
  }

  it('makes a copy that is the copier’s own, with words that are theirs, and nothing else of the document', async () => {
    const id = await shared(bob)
    await here.sharing.setRole(ofAnn(id), bob.user, 'viewer')
    const doc = new Y.Doc()
    doc.getText('title').insert(0, 'Minutes')
    const update = Y.encodeStateAsUpdate(doc)
    await here.log.append(id, { session: 7, n: 1, update })
    const copied = await here.log.copyOf(id, 'Copy of Minutes')
    if (copied === undefined) throw new Error('there is no copy')
    await here.access.created(
      'copy-of-minutes',
      bob,
      stepsOfCopy(here.tables.query, 'copy-of-minutes', { ...copied, author: bob.user }),
    )
    expect(await here.may('share', 'copy-of-minutes', bob)).toBe('owner')
    const { people } = await readSharing(here.tables, 'copy-of-minutes', { role: 'owner' })
    expect(people.map(each => each.person.id)).toEqual([bob.user])
    expect(await here.log.summaries(['copy-of-minutes'])).toMatchObject([{ title: 'Copy of Minutes' }])
    const tail = await here.log.read('copy-of-minutes', 0)
    expect(tail).toMatchObject({ head: 1, snapshot: { seq: 1 } })
    const authors = await here.log.authors('copy-of-minutes')
    expect([...authors].map(([, author]) => author)).toEqual(copied.clients.map(() => bob.user))
    expect(authors.has(doc.clientID)).toBe(false)
    const state = await here.log.state('copy-of-minutes')
    expect([...(state?.clocks.keys() ?? [])].sort()).toEqual([...copied.clients].sort())
    await here.log.append('copy-of-minutes', { session: 8, n: 1, update })
    expect((await here.log.read('copy-of-minutes', 1))?.head).toBe(2)
    await here.log.compact('copy-of-minutes')
    expect((await here.log.snapshot('copy-of-minutes'))?.seq).toBe(2)
  })

  it('keeps stars for whoever gave them, and shows them for as long as they may read', async () => {
    const id = await shared(bob, cem)
    const starredBy = async (caller: typeof ann) =>
      (await listDocuments(here.tables, 'starred', caller)).map(each => each.id)
    await star(here.tables, { documentId: id, user: bob.user })
    await star(here.tables, { documentId: id, user: bob.user })
    expect(await starredBy(bob)).toEqual([id])
    expect([...(await starredBy(ann)), ...(await starredBy(cem))]).toEqual([])
    await here.sharing.remove(ofAnn(id), bob.user)
    expect(await starredBy(bob)).toEqual([])
    await here.sharing.setRole(ofAnn(id), bob.user, 'viewer')
    expect(await starredBy(bob)).toEqual([id])
    await here.tables.write(adoptionOf(here.tables.query, { guest: bob.user, person: 'u_bob' }))
    const signedIn = { ...bob, user: 'u_bob' }
    expect(await starredBy(signedIn)).toEqual([id])
    await unstar(here.tables, { documentId: id, user: 'u_bob' })
    expect(await starredBy(signedIn)).toEqual([])
    await star(here.tables, { documentId: id, user: 'u_bob' })
    await here.tables.write(adoptionOf(here.tables.query, { guest: 'u_bob', person: bob.user }))
    await here.sharing.trash(ofAnn(id))
    expect(await starredBy(bob)).toEqual([])
    await here.sharing.delete(ofAnn(id))
    await star(here.tables, { documentId: id, user: bob.user })
    const left = here.tables.query.selectFrom('stars').select('person').where('document', '=', id)
    expect(await here.tables.read(left)).toEqual([])
  })

  it('takes the word of the owner alone', async () => {
    const id = await shared(bob, cem)
    const bobs = { documentId: id, user: bob.user }
    await here.sharing.setRole(ofAnn(id), bob.user, 'editor')
    const before = await readSharing(here.tables, id, { role: 'owner' })
    expect(
      await Promise.all([
        here.sharing.setLink(bobs, 'viewer'),
        here.sharing.renewLink(bobs),
        here.sharing.withdrawLink(bobs),
        here.sharing.setRole(bobs, cem.user, 'viewer'),
        here.sharing.remove(bobs, cem.user),
        here.sharing.invite(bobs, 'eve@example.com', 'editor'),
        here.sharing.handOver(bobs, bob.user),
        here.sharing.trash(bobs),
        here.sharing.delete(bobs),
      ]),
    ).toEqual(Array.from({ length: 9 }, () => false))
    expect(await readSharing(here.tables, id, { role: 'owner' })).toEqual(before)
  })

  it('gives roles to those on the list, and to nobody that it has never heard of', async () => {
    const id = await shared(bob)
    expect(await here.sharing.setRole(ofAnn(id), 'g_nobody', 'editor')).toBe(false)
    expect(await here.sharing.remove(ofAnn(id), 'g_nobody')).toBe(false)
    expect(await here.sharing.setRole(ofAnn(id), ann.user, 'viewer')).toBe(false)
    expect(await here.sharing.remove(ofAnn(id), ann.user)).toBe(false)
    expect(await here.sharing.handOver(ofAnn(id), 'g_nobody')).toBe(false)
    expect(await here.may('share', id, ann)).toBe('owner')
  })

  it('hands a document over whole: the new owner owns it, the old one can write', async () => {
    const id = await shared(bob, cem)
    expect(await here.sharing.handOver(ofAnn(id), bob.user)).toBe(true)
    expect(await here.may('share', id, bob)).toBe('owner')
    expect(await here.may('share', id, ann)).toBe('forbidden')
    expect(await here.may('write', id, ann)).toBe('editor')
    expect(await here.sharing.setLink(ofAnn(id), 'viewer')).toBe(false)
    expect(await ownerOf(id)).toEqual([bob.user])
    await here.sharing.remove({ documentId: id, user: bob.user }, cem.user)
    expect(await here.sharing.handOver({ documentId: id, user: bob.user }, cem.user)).toBe(false)
  })

  it('never leaves a document without its one owner, whatever happens at once', async () => {
    for (let round = 0; round < 10; round++) {
      const id = await shared(bob, cem)
      const [handed, handedToo, removed] = await Promise.all([
        here.sharing.handOver(ofAnn(id), bob.user),
        here.sharing.handOver(ofAnn(id), cem.user),
        here.sharing.remove(ofAnn(id), bob.user),
      ])
      const [owner, ...more] = await ownerOf(id)
      expect(more).toEqual([])
      expect(handed && handedToo).toBe(false)
      // Whoever was removed before cannot be its owner after.
      if (removed) expect(owner).not.toBe(bob.user)
      expect(owner).toBe(handed ? bob.user : handedToo ? cem.user : ann.user)
      expect(await here.may('share', id, { ...ann, user: owner ?? '' })).toBe('owner')
    }
  })

  it('carries out what two windows of the owner ask at once, one after the other', async () => {
    const id = await shared(bob, cem)
    // Who only came by the link is off the list without it, and which of them comes first is nobody's promise.
    for (const { user } of [bob, cem]) await here.sharing.setRole(ofAnn(id), user, 'editor')
    const all = await Promise.all([
      here.sharing.setRole(ofAnn(id), bob.user, 'viewer'),
      here.sharing.setRole(ofAnn(id), bob.user, 'commenter'),
      here.sharing.remove(ofAnn(id), cem.user),
      here.sharing.withdrawLink(ofAnn(id)),
      here.sharing.setLink(ofAnn(id), 'viewer'),
    ])
    expect(all).toEqual([true, true, true, true, true])
    const roles = (await readSharing(here.tables, id, { role: 'owner' })).people.map(({ role }) => role)
    expect(['viewer', 'commenter']).toContain(roles[1])
    expect([roles[0], roles[2]]).toEqual(['owner', 'none'])
  })

  it('lets people leave, but not get more by it', async () => {
    const id = await shared(bob, cem)
    await here.sharing.setRole(ofAnn(id), bob.user, 'viewer')
    await here.sharing.setRole(ofAnn(id), cem.user, 'editor')
    await here.sharing.leave({ documentId: id, user: bob.user })
    await here.sharing.leave({ documentId: id, user: cem.user })
    await here.sharing.leave(ofAnn(id))
    expect(await here.may('read', id, bob)).toBe('unknown-document')
    expect(await here.may('read', id, cem)).toBe('editor')
    await here.sharing.leave({ documentId: id, user: bob.user })
    expect(await here.may('read', id, bob)).toBe('unknown-document')
    expect(await here.may('share', id, ann)).toBe('owner')
  })

  it('lists the owner, who was given a role, who was removed, and who came by the link as it is', async () => {
    const id = await shared(bob, cem, dan)
    await here.sharing.setRole(ofAnn(id), bob.user, 'viewer')
    await here.sharing.remove(ofAnn(id), cem.user)
    await here.tables.write([here.tables.query.insertInto('guests').values({ id: dan.user, name: 'Dan' })])
    await here.sharing.invite(ofAnn(id), 'Eve@Example.com', 'commenter')
    const { link, people } = await readSharing(here.tables, id, { role: 'owner' })
    expect(link).toEqual({ role: 'editor' })
    expect(people).toEqual([
      { person: { id: ann.user, name: '' }, role: 'owner' },
      { person: { id: dan.user, name: 'Dan' }, role: 'editor' },
      { person: { id: 'mail:eve@example.com', name: '', email: 'eve@example.com' }, role: 'commenter' },
      { person: { id: bob.user, name: '' }, role: 'viewer' },
      { person: { id: cem.user, name: '' }, role: 'none' },
    ])
    await here.sharing.renewLink(ofAnn(id))
    await here.sharing.withdrawInvitation(ofAnn(id), 'eve@example.com')
    const renewed = await readSharing(here.tables, id, { role: 'editor' })
    expect(renewed.people.map(({ person: { id } }) => id)).toEqual([ann.user, bob.user, cem.user])
    expect(renewed.link, 'without its key').toEqual({ role: 'editor', hasKey: true })
    const key = await here.keyOf(id)
    const shown = await readSharing(here.tables, id, { role: 'editor', linkKey: key })
    expect(shown.link, 'which one has shown').toEqual({ role: 'editor', key })
    expect((await readSharing(here.tables, id, { role: 'owner' })).link).toEqual({ role: 'editor', key })
    await here.sharing.withdrawLink(ofAnn(id))
    expect((await readSharing(here.tables, id, { role: 'owner' })).link).toBeNull()
  })

  it('gives an invitation to who signs in with that address, and at once to who has', async () => {
    const id = await shared()
    const { query } = here.tables
    const account = (user: string, email: string) =>
      query.insertInto('users').values({
        id: user,
        issuer: 'https://id.example',
        subject: user,
        name: user,
        email,
        email_verified: 1,
        created_at: 0,
        seen_at: 0,
      })
    await here.sharing.invite(ofAnn(id), 'fay@example.com', 'commenter')
    await here.tables.write([
      account('u_fay', 'fay@example.com'),
      ...claimOf(query, { person: 'u_fay', email: 'Fay@example.com' }),
    ])
    expect(await here.may('comment', id, { ...ann, user: 'u_fay' })).toBe('commenter')
    await here.sharing.invite(ofAnn(id), 'FAY@example.com', 'viewer')
    expect(await here.may('read', id, { ...ann, user: 'u_fay' })).toBe('viewer')
    const { people } = await readSharing(here.tables, id, { role: 'owner' })
    expect(people.at(-1)?.person).toEqual({ id: 'u_fay', name: 'u_fay', email: 'fay@example.com' })
    const { people: forOthers } = await readSharing(here.tables, id, { role: 'editor' })
    expect(forOthers.at(-1)?.person).toEqual({ id: 'u_fay', name: 'u_fay' })
  })

  it('takes along what a guest had when they sign in, and knows the guest by the new name', async () => {
    const [gus, account] = [person('gus'), { ...person('gus'), user: 'u_gus' }]
    const own = await here.documentBy(gus)
    const given = await shared(gus)
    const visited = await shared(gus)
    const kept = await shared(gus, account)
    await here.sharing.setRole(ofAnn(given), gus.user, 'commenter')
    await here.sharing.setRole(ofAnn(kept), gus.user, 'editor')
    await here.sharing.setRole(ofAnn(kept), account.user, 'viewer')
    await here.tables.write([
      ...adoptionOf(here.tables.query, { guest: gus.user, person: account.user }),
      here.tables.query.insertInto('other_names').values({ guest: gus.user, person: account.user }),
    ])
    // The guest's login ends with that; nobody has signed out.
    await here.tables.write([
      here.tables.query.insertInto('ended_logins').values({ id: 'l_of_gus', until: Date.now() + 60_000 }),
    ])
    const before = { ...gus, login: 'l_of_gus' }
    expect(await here.access.whyNot({ caller: before, documentId: own })).toBe('expired')
    for (const caller of [account, gus]) {
      expect(await here.may('share', own, caller)).toBe('owner')
      expect(await here.may('comment', given, caller)).toBe('commenter')
      expect(await here.may('read', visited, caller)).toBe('editor')
      expect(await here.may('read', kept, caller)).toBe('viewer')
      expect((await listDocuments(here.tables, 'mine', caller)).map(({ id }) => id)).toEqual([own])
      const sharedWith = await listDocuments(here.tables, 'shared', caller)
      expect(sharedWith.map(({ id }) => id).sort()).toEqual([given, visited, kept].sort())
    }
    expect(await here.sharing.setLink({ documentId: own, user: gus.user }, 'viewer')).toBe(true)
  })

  it('lists what is mine, what others share with me, and what I threw away', async () => {
    const [hal, ivy] = [person('hal'), person('ivy')]
    const ids = [await here.documentBy(hal), await here.documentBy(hal), await here.documentBy(hal)] as const
    for (const id of ids) await here.visits(id, ivy)
    const [closed, held, thrown] = ids
    const of = (documentId: DocumentId) => ({ documentId, user: hal.user })
    await here.sharing.withdrawLink(of(closed))
    await here.sharing.setRole(of(held), ivy.user, 'viewer')
    await here.sharing.trash(of(thrown))
    await here.log.create('of-old-times')
    await here.visits('of-old-times', ivy)
    const list = async (...asked: [list: 'mine' | 'shared' | 'trash', who: typeof hal]) =>
      (await listDocuments(here.tables, ...asked)).map(({ id, role }) => `${id} ${role}`).sort()
    expect(await list('mine', hal)).toEqual([`${closed} owner`, `${held} owner`].sort())
    expect(await list('trash', hal)).toEqual([`${thrown} owner`])
    expect(await list('shared', hal)).toEqual([])
    expect(await list('shared', ivy)).toEqual([`${held} viewer`, 'of-old-times editor'].sort())
    expect(await list('mine', ivy)).toEqual([])
    const readable = (caller: typeof ivy, linkKey?: string) =>
      readableAmong(here.tables, [...ids, 'nowhere-at-all', 'of-old-times'], { caller, linkKey })
    expect(await readable(ivy)).toEqual([held, 'of-old-times'])
    expect(await readable(hal)).toEqual([closed, held, 'of-old-times'])
  })
}
