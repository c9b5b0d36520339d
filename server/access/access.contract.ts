import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { givenRoles } from '../../protocol/index.ts'
import { LogClosed } from '../log/log.ts'
import type { StoredLog } from '../log/tables.ts'
import { nobody } from './caller.ts'
import { actions, allows } from './roles.ts'
import { type AccessStage, openStage, person } from './testing/access-stage.ts'
import { Visits } from './visits.ts'

const [ann, bob, cem] = [person('ann'), person('bob'), person('cem')]

/** What access promises on any database. */
export function describeAccess(openLog: () => Promise<StoredLog>): void {
  let here: AccessStage
  beforeAll(async () => {
    here = await openStage(await openLog())
  })
  afterAll(() => here.close())

  it('lets each role do what the table says, and nothing else', async () => {
    const id = await here.documentBy(ann)
    for (const role of givenRoles) {
      await here.visits(id, bob)
      await here.sharing.setRole({ documentId: id, user: ann.user }, bob.user, role)
      for (const action of actions) {
        expect(await here.may(action, id, bob), `${role} ${action}`).toBe(
          allows(role, action) ? role : 'forbidden',
        )
      }
    }
    for (const action of actions) expect(await here.may(action, id, ann)).toBe('owner')
  })

  it('makes no difference between a document that is not there and one that is closed', async () => {
    const id = await here.documentBy(ann)
    await here.sharing.withdrawLink({ documentId: id, user: ann.user })
    for (const caller of [bob, nobody]) {
      for (const action of actions) {
        const closed = await here.access.may(action, { caller, documentId: id })
        const absent = await here.access.may(action, { caller, documentId: 'nowhere-at-all' })
        expect(closed).toEqual(absent)
        expect(closed).toEqual({ ok: false, reason: 'unknown-document' })
      }
    }
  })

  it('opens to whoever has its address a document that was made before anybody was asked', async () => {
    await here.log.create('made-before')
    expect(await here.may('write', 'made-before', nobody)).toBe('editor')
    expect(await here.may('share', 'made-before', bob)).toBe('forbidden')
    expect(await here.may('write', 'made-before', cem, 'some-key')).toBe('editor')
  })

  it('has a login that has ended do nothing, and says so', async () => {
    const id = await here.documentBy(ann)
    const ended = { ...person('ann'), login: 'l_ended' }
    await here.tables.write([
      here.tables.query.insertInto('ended_logins').values({ id: 'l_ended', until: Date.now() + 60_000 }),
    ])
    expect(await here.may('read', id, ended)).toBe('unknown-document')
    expect(await here.access.whyNot({ caller: ended, documentId: id })).toBe('signed-out')
    const expired = { ...ann, expiresAt: Date.now() - 1 }
    expect(await here.may('read', id, expired)).toBe('unknown-document')
    expect(await here.access.whyNot({ caller: expired, documentId: id })).toBe('expired')
  })

  it('lets a link with a key open for those who show the key, and for those who once did', async () => {
    const id = await here.documentBy(ann)
    const by = { documentId: id, user: ann.user }
    await here.sharing.renewLink(by)
    const key = await here.keyOf(id)
    expect(key).toMatch(/^[\w-]{22}$/)
    for (const wrong of [undefined, '', 'x', `${key}x`, key.slice(1), key.toLowerCase()])
      if (wrong !== key) expect(await here.may('read', id, bob, wrong)).toBe('unknown-document')
    expect(await here.may('write', id, nobody, key)).toBe('editor')
    expect(await here.may('read', id, nobody)).toBe('unknown-document')
    expect(await here.may('read', id, bob, key)).toBe('editor')
    expect(await here.may('read', id, bob), 'before it is written').toBe('editor')
    await here.access.settled()
    expect(await here.may('read', id, bob)).toBe('editor')
    await here.sharing.setLink(by, 'viewer')
    expect(await here.may('read', id, bob)).toBe('viewer')
    expect(await here.keyOf(id)).toBe(key)
    await here.sharing.renewLink(by)
    expect(await here.may('read', id, bob, key)).toBe('unknown-document')
    expect(await here.access.whyNot({ caller: bob, documentId: id, linkKey: key })).toBe('link-withdrawn')
    expect(await here.visits(id, bob, await here.keyOf(id))).toBe('viewer')
  })

  it('makes a link that was withdrawn with a new key: the old address stays dead', async () => {
    const id = await here.documentBy(ann)
    const by = { documentId: id, user: ann.user }
    expect(await here.visits(id, bob)).toBe('editor')
    await here.sharing.withdrawLink(by)
    expect(await here.may('read', id, bob)).toBe('unknown-document')
    expect(await here.access.whyNot({ caller: bob, documentId: id })).toBe('link-withdrawn')
    expect(await here.sharing.renewLink(by)).toBe(false)
    await here.sharing.setLink(by, 'editor')
    expect(await here.may('read', id, bob)).toBe('unknown-document')
    expect(await here.may('read', id, bob, await here.keyOf(id))).toBe('editor')
  })

  it("goes by a person's own role before the link's, also where it is less", async () => {
    const id = await here.documentBy(ann)
    const by = { documentId: id, user: ann.user }
    await here.visits(id, bob)
    await here.sharing.setRole(by, bob.user, 'viewer')
    expect(await here.may('write', id, bob)).toBe('forbidden')
    await here.sharing.remove(by, bob.user)
    expect(await here.may('read', id, bob)).toBe('unknown-document')
    expect(await here.access.whyNot({ caller: bob, documentId: id })).toBe('removed')
    expect(await here.may('read', id, cem)).toBe('editor')
    await here.sharing.setRole(by, bob.user, 'commenter')
    await here.sharing.withdrawLink(by)
    expect(await here.may('comment', id, bob)).toBe('commenter')
  })

  it('shows a document in the trash to its owner alone, and not even a name after it is deleted', async () => {
    const id = await here.documentBy(ann)
    const by = { documentId: id, user: ann.user }
    await here.visits(id, bob)
    await here.sharing.setRole(by, bob.user, 'editor')
    expect(await here.sharing.delete(by)).toBe(false)
    expect(await here.sharing.trash(by)).toBe(true)
    expect(await here.may('read', id, bob)).toBe('unknown-document')
    expect(await here.access.whyNot({ caller: bob, documentId: id })).toBe('trashed')
    expect(await here.may('trash', id, ann)).toBe('owner')
    expect(await here.may('write', id, ann)).toBe('forbidden')
    expect(await here.sharing.setLink(by, 'viewer')).toBe(false)
    expect(await here.sharing.restore(by)).toBe(true)
    expect(await here.may('write', id, bob)).toBe('editor')
    await here.sharing.trash(by)
    expect(await here.sharing.delete(by)).toBe(true)
    expect(await here.may('delete', id, ann)).toBe('unknown-document')
    expect(await here.access.whyNot({ caller: bob, documentId: id })).toBe('deleted')
    await here.log.create(id)
    expect(await here.access.created(id, bob)).toBe(false)
    expect(await here.may('read', id, bob)).toBe('unknown-document')
  })

  it('keeps a new document to whoever made it, where people sign in', async () => {
    const strict = await openStage(here.log, { newLinkRole: 'none' })
    const id = await strict.documentBy(ann)
    expect(await strict.may('write', id, ann)).toBe('owner')
    expect(await strict.may('read', id, bob)).toBe('unknown-document')
    await strict.sharing.setLink({ documentId: id, user: ann.user }, 'viewer')
    expect(await strict.may('read', id, bob)).toBe('unknown-document')
    expect(await strict.may('read', id, bob, await strict.keyOf(id))).toBe('viewer')
    strict.access.close()
  })

  it("remembers a document's newest visitors, and no crowd without end", async () => {
    const visits = new Visits(here.tables, { maxOfDocument: 3 })
    await here.log.create('crowded')
    for (const [i, name] of ['one', 'two', 'three', 'four', 'five'].entries()) {
      vi.setSystemTime(1_000_000 + i)
      visits.remember('crowded', `g_${name}`, '')
      await visits.settled()
    }
    vi.useRealTimers()
    const rows = await here.tables.read(
      here.tables.query.selectFrom('visits').select('person').where('document', '=', 'crowded'),
    )
    expect(rows.map(row => row.person).sort()).toEqual(['g_five', 'g_four', 'g_three'])
  })

  it('refuses to answer after the end of the log', async () => {
    const other = await openStage(await openLog())
    await other.log.close()
    await expect(other.may('read', 'nowhere-at-all', ann)).rejects.toBeInstanceOf(LogClosed)
    other.access.close()
  })
}
