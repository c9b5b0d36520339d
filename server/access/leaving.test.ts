import { expect, it, onTestFinished } from 'vitest'
import type { Access } from './access.ts'
import { openTables } from './logins/testing/open-tables.ts'
import { openAccess } from './open-access.ts'
import { openPermits } from './open-permits.ts'
import { Sharing } from './sharing.ts'
import { person } from './testing/access-stage.ts'

const documentId = 'the-document'
const [ann, bob] = [person('ann'), person('bob')]

it('forgets whoever came by the link and leaves, also while they have the document open', async () => {
  const { tables, changes } = await openTables()
  const access = openAccess({ tables, changes, newLinkRole: 'editor' })
  let asked = Promise.resolve()
  const may: Access['may'] = (action, question) => {
    const answer = access.may(action, question)
    asked = answer.then(() => undefined)
    return answer
  }
  const permits = openPermits({
    access: { may, whyNot: q => access.whyNot(q), onChange: listener => access.onChange(listener) },
    onTrouble: error => {
      throw error
    },
  })
  onTestFinished(() => permits.close())
  await access.created(documentId, ann)
  const events = { roleChanged: () => {}, ended: () => {}, unsure: () => {} }
  expect(await permits.open({ caller: bob, documentId }, events)).toMatchObject({ role: 'editor' })
  await access.settled()
  const visitors = () => tables.read(tables.query.selectFrom('visits').select('person'))
  expect(await visitors()).toEqual([{ person: bob.user }])

  const before = asked
  await new Sharing(tables, changes).leave({ documentId, user: bob.user })
  expect(asked, 'asked again').not.toBe(before)
  await asked
  await access.settled()
  expect(await visitors()).toEqual([])
})
