import { expect, it } from 'vitest'
import { openTables } from './logins/testing/open-tables.ts'
import { openAccess } from './open-access.ts'
import { Sharing } from './sharing.ts'
import { person } from './testing/access-stage.ts'
import { Visits } from './visits.ts'

const documentId = 'the-document'
const [ann, bob, cem] = [person('ann'), person('bob'), person('cem')]
const by = { documentId, user: ann.user }

async function setUp() {
  const { tables, changes } = await openTables()
  const access = openAccess({ tables, changes, newLinkRole: 'editor' })
  await access.created(documentId, ann)
  const visitors = () => tables.read(tables.query.selectFrom('visits').select('person').orderBy('person'))
  return { tables, sharing: new Sharing(tables, changes), visits: new Visits(tables), visitors }
}

it('keeps no visit of a document that was deleted before the visit was written', async () => {
  const { sharing, visits, visitors } = await setUp()
  visits.remember(documentId, bob.user, '')
  visits.remember(documentId, cem.user, '')
  await visits.settled()
  expect(await visitors()).toEqual([{ person: bob.user }, { person: cem.user }])
  await sharing.trash(by)
  visits.remember(documentId, bob.user, '')
  await sharing.delete(by)
  await visits.settled()
  expect(await visitors()).toEqual([])
})

it('hands nothing over to somebody who came by a link that is dead', async () => {
  const { sharing, visits } = await setUp()
  visits.remember(documentId, bob.user, '')
  await visits.settled()
  await sharing.renewLink(by)
  expect(await sharing.handOver(by, bob.user)).toBe(false)
  visits.remember(documentId, bob.user, '')
  await sharing.withdrawLink(by)
  await visits.settled()
  expect(await sharing.handOver(by, bob.user)).toBe(false)
})
