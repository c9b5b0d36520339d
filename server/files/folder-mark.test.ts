import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { openTables } from '../access/logins/testing/open-tables.ts'
import { StoreAway } from './file-store.ts'
import { markFolder } from './folder-mark.ts'
import { openFileStore } from './open-file-store.ts'

async function stage() {
  const { tables } = await openTables()
  const parent = mkdtempSync(join(tmpdir(), 'quire-mark-'))
  onTestFinished(() => rmSync(parent, { recursive: true }))
  return { tables, folder: join(parent, 'files'), other: join(parent, 'other') }
}

it('makes one folder the files’ own, whichever of several nodes come first', async () => {
  const { tables, folder } = await stage()
  const looks = await Promise.all([1, 2, 3].map(() => markFolder(folder, tables)))
  for (const mustBeOurs of looks) await mustBeOurs()
  expect(readdirSync(folder)).toEqual(['quire-files'])
})

it('takes no other folder for it, and says what to do', async () => {
  const { tables, folder, other } = await stage()
  await markFolder(folder, tables)
  await expect(markFolder(other, tables)).rejects.toThrow(
    /all nodes must share one \(FILES_URL\).*echo [0-9a-f]{32} > /,
  )
  // Nor one that belongs to another database.
  await markFolder(other, (await openTables()).tables)
  await expect(markFolder(other, tables)).rejects.toThrow(StoreAway)
  const { tables: third } = await openTables()
  await expect(markFolder(other, third)).rejects.toThrow(/has the files of another database/)
  await markFolder(`${other}-of-its-own`, third)
})

it('lets one of two nodes that have different folders have its own', async () => {
  const { tables, folder, other } = await stage()
  const marked = await Promise.allSettled([folder, other].map(each => markFolder(each, tables)))
  expect(marked.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
})

it('writes nothing where the folder has gone, does not say that nothing was there, and goes on when it is back', async () => {
  const { tables, folder, other } = await stage()
  const openStore = openFileStore({ folder, tables })
  const store = await openStore()
  renameSync(folder, other)
  await expect(store.openToWrite('0'.repeat(32))).rejects.toThrow(StoreAway)
  await expect(store.remove('0'.repeat(32))).rejects.toThrow(StoreAway)
  await expect(store.sizeOf('0'.repeat(32))).rejects.toThrow(StoreAway)
  await expect(store.openToRead('0'.repeat(32))).rejects.toThrow(StoreAway)
  renameSync(other, folder)
  const writer = await store.openToWrite('0'.repeat(32))
  await writer.write(Buffer.from('words'))
  await writer.sync()
  await writer.close()
  expect(await store.sizeOf('0'.repeat(32))).toBe(5)
})

it('asks again where a folder could not be had', async () => {
  const { tables, folder, other } = await stage()
  await (await markFolder(folder, tables))()
  renameSync(folder, other)
  const openStore = openFileStore({ folder, tables })
  await expect(openStore()).rejects.toThrow(StoreAway)
  renameSync(other, folder)
  expect(await (await openStore()).sizeOf('0'.repeat(32))).toBe(0)
})
