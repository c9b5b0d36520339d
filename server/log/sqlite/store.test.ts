import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CannotOpenLog } from '../log.ts'
import { makeFolder, makeSmallDisk, type TestFolder } from './folder.contract.ts'
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
    for (const place of [file, join(file, 'data')]) {
      expect(await refusal(join(place, 'quire.db'))).toBe(
        `A file is in the way of the data folder ${place}: move it away, or choose another folder (DATA_DIR).`,
      )
    }
    expect(await refusal('/proc/quire.db')).toMatch(/^Cannot write to the data folder \/proc: .*DATA_DIR/)
    expect(await refusal('/proc/quire/quire.db')).toMatch(/^Cannot write to the data folder \/proc\/quire: /)
  })

  it('refuses a file that is no database, and another program’s database', async () => {
    await mkdir(join(folder.path, 'data'))
    await writeFile(path, 'Dear diary, '.repeat(1000))
    expect(await refusal()).toBe(
      `${path} is not a database of Quire's: move that file away, or choose another data folder (DATA_DIR).`,
    )
    await rm(path)
    await writeFile(`${path}.lock`, 'Dear diary, '.repeat(1000))
    expect(await refusal()).toContain(`${path}.lock is not a database of Quire's`)
    const other = join(folder.path, 'other.db')
    const db = new DatabaseSync(other)
    db.exec('CREATE TABLE cookies (name TEXT)')
    db.close()
    expect(await refusal(other)).toContain("not a database of Quire's")
  })

  it('says that the disk is full, wherever that stops it', async ({ skip }) => {
    let stops = 0
    for (let kilobytes = 4; ; kilobytes += 4) {
      const disk = (await makeSmallDisk(kilobytes)) ?? skip('a small disk can be mounted by root alone')
      try {
        const store = await openStore({ path: join(disk.path, 'quire.db') }).catch(String)
        if (typeof store !== 'string') {
          store.unlock()
          break
        }
        stops++
        expect(store).toBe(
          `CannotOpenLog: The disk that holds ${disk.path} is full: make room there and start again.`,
        )
      } finally {
        await disk.remove()
      }
    }
    expect(stops).toBeGreaterThan(10)
  })

  it('refuses a database in which a newer version has changed what it knows, and leaves it as it is', async () => {
    const store = await openStore({ path })
    store.unlock()
    const db = new DatabaseSync(path)
    db.exec("INSERT INTO kysely_migration (name, timestamp) VALUES ('0999_future', '2031-01-01')")
    ;(await openStore({ path })).unlock()
    db.exec("UPDATE meta SET value = '0999_future' WHERE name = 'needs'")
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
