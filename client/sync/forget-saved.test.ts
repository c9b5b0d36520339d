import 'fake-indexeddb/auto'
import { expect, it } from 'vitest'
import { databasePrefix, openDatabase, write } from './device-database.ts'
import { forgetSaved } from './forget-saved.ts'
import { unsavedOnDevice } from './unsaved-on-device.ts'

it('leaves nothing on the device for the next person but words that are on no server yet', async () => {
  for (const id of ['saved-document', 'unsaved-document']) {
    const database = await openDatabase(databasePrefix + id)
    await write(database, [{ what: 'update', update: new Uint8Array(2) }])
    if (id === 'unsaved-document')
      await write(database, [{ what: 'pending', key: '1', update: new Uint8Array(2) }])
    database.close()
  }
  const other = await openDatabase('of-another-program')
  expect(await unsavedOnDevice()).toEqual(['unsaved-document'])
  expect(await forgetSaved()).toEqual(['unsaved-document'])
  const left = (await indexedDB.databases()).map(({ name }) => name)
  expect(left.sort()).toEqual(['of-another-program', `${databasePrefix}unsaved-document`])
  other.close()
})
