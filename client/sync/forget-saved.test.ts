import 'fake-indexeddb/auto'
import { afterEach, expect, it } from 'vitest'
import { databasePrefix, openDatabase, write } from './device-database.ts'
import { forgetSaved } from './forget-saved.ts'
import { unsavedOnDevice } from './unsaved-on-device.ts'

/** What a browser answers that does not tell which databases there are. */
function tellNothing(): () => void {
  Object.defineProperty(indexedDB, 'databases', { value: undefined, configurable: true })
  return () => void Reflect.deleteProperty(indexedDB, 'databases')
}

async function keepOnDevice(id: string, isSaved: boolean): Promise<void> {
  const database = await openDatabase(databasePrefix + id)
  await write(database, [{ what: 'update', update: new Uint8Array(2) }])
  if (!isSaved) await write(database, [{ what: 'pending', key: '1', update: new Uint8Array(2) }])
  database.close()
}

afterEach(async () => {
  for (const { name = '' } of await indexedDB.databases()) indexedDB.deleteDatabase(name)
})

it('leaves nothing on the device for the next person but words that are on no server yet', async () => {
  await keepOnDevice('saved-document', true)
  await keepOnDevice('unsaved-document', false)
  const other = await openDatabase('of-another-program')
  expect(await unsavedOnDevice()).toEqual(['unsaved-document'])
  expect(await forgetSaved()).toEqual(['unsaved-document'])
  const left = (await indexedDB.databases()).map(({ name }) => name)
  expect(left.sort()).toEqual(['of-another-program', `${databasePrefix}unsaved-document`])
  other.close()
})

it('leaves none of the documents that were opened here either where the browser does not tell what there is', async () => {
  await keepOnDevice('saved-document', true)
  await keepOnDevice('unsaved-document', false)
  const undo = tellNothing()
  try {
    expect(await forgetSaved(['saved-document', 'unsaved-document', 'no-copy'])).toEqual(['unsaved-document'])
  } finally {
    undo()
  }
  const left = (await indexedDB.databases()).map(({ name }) => name)
  expect(left).toEqual([`${databasePrefix}unsaved-document`])
})
