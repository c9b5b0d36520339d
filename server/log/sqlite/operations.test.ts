import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { makeFolder } from './folder.contract.ts'
import { openStore } from './store.ts'

const operations = readFileSync(join(import.meta.dirname, '../../../docs/operations.md'), 'utf8')

it('makes a restored database a new log with the command that the operations guide gives', async () => {
  const [, command] = /`sqlite3 quire\.sqlite "(UPDATE .+?)"`/.exec(operations) ?? []
  if (command === undefined) throw new Error('docs/operations.md gives no such command')
  const folder = await makeFolder()
  try {
    const path = join(folder.path, 'quire.sqlite')
    const before = await openStore({ path })
    before.unlock()
    const db = new DatabaseSync(path)
    db.exec(command)
    db.close()
    const after = await openStore({ path })
    after.unlock()
    expect(after.epoch).toMatch(/^[0-9a-f]{24}$/)
    expect(after.epoch).not.toBe(before.epoch)
  } finally {
    await folder.remove()
  }
})
