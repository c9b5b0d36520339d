import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CannotOpenLog } from '../log.ts'
import { makeFolder, type TestFolder } from './folder.contract.ts'
import { openStore } from './store.ts'

let folder: TestFolder
let path: string
beforeEach(async () => {
  folder = await makeFolder()
  path = join(folder.path, 'data', 'quire.db')
})
afterEach(() => folder.remove())

/** What people are told when the log cannot be opened. */
async function refusal(at = path): Promise<string> {
  const store = await openStore({ path: at }).catch((error: unknown) => error)
  if (!(store instanceof CannotOpenLog))
    throw new Error('it was opened, or failed without a sentence', { cause: store })
  return store.message
}

describe('opening the database file', () => {
  it('makes the folder and the file, and finds the same log again', async () => {
    const first = await openStore({ path })
    first.unlock()
    const second = await openStore({ path })
    expect(second.epoch).toBe(first.epoch)
    expect(first.epoch).toMatch(/^[0-9a-f]{24}$/)
    second.unlock()
  })

  it('says which folder it cannot write to', async () => {
    const file = join(folder.path, 'a-file')
    await writeFile(file, '')
    // Root may write anywhere but below a file, and in /proc.
    expect(await refusal(join(file, 'data', 'quire.db'))).toContain(join(file, 'data'))
    expect(await refusal('/proc/quire.db')).toMatch(/^Cannot write to the data folder \/proc: .*DATA_DIR/)
  })

  it('refuses a file that is no database, and another program’s database', async () => {
    await mkdir(join(folder.path, 'data'))
    await writeFile(path, 'Dear diary, '.repeat(1000))
    expect(await refusal()).toBe(
      `${path} is not a database of Quire's: move that file away, or choose another data folder (DATA_DIR).`,
    )
    const other = join(folder.path, 'other.db')
    const db = new DatabaseSync(other)
    db.exec('CREATE TABLE cookies (name TEXT)')
    db.close()
    expect(await refusal(other)).toContain("not a database of Quire's")
  })

  it('refuses a database that a newer version has changed, and leaves it as it is', async () => {
    const store = await openStore({ path })
    store.unlock()
    const db = new DatabaseSync(path)
    db.exec("INSERT INTO kysely_migration (name, timestamp) VALUES ('0999_future', '2031-01-01')")
    db.close()
    expect(await refusal()).toBe(
      `${path} was written by a newer version of Quire (0999_future): start that version, or a later one.`,
    )
  })

  it('refuses a second one on the same file, in this process or another, until the first has ended', async () => {
    const holder = spawn(process.execPath, [join(import.meta.dirname, 'hold-store.child.ts'), path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const exited = once(holder, 'exit')
    await once(holder.stdout, 'data')
    expect(await refusal()).toMatch(
      /^Another Quire is using .*stop it, or give this one a data folder of its own/,
    )
    holder.kill('SIGKILL')
    await exited

    const store = await openStore({ path })
    expect(await refusal()).toContain('Another Quire')
    store.unlock()
  })
})
