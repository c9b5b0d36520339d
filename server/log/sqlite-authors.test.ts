import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it, onTestFinished } from 'vitest'
import { written } from './authors.contract.ts'
import { openSqliteLog } from './sqlite-log.ts'
import { paper } from './typing.contract.ts'

it('leaves to nobody alone what was claimed before a backup was restored, and knows who wrote it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'quire-authors-'))
  const path = join(folder, 'quire.sqlite')
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const open = () =>
    openSqliteLog({
      path,
      onFatal: error => {
        throw error
      },
    })
  let log = await open()
  await log.create(paper)
  await log.append(paper, written({ author: 'ann', session: 1, last: 0 }))
  const authors = await log.authors(paper)
  await log.close()

  const db = new DatabaseSync(path)
  db.exec("UPDATE meta SET value = 'restored' WHERE name = 'epoch'")
  db.close()
  log = await open()
  expect((await log.state(paper))?.claims).toEqual(new Map())
  expect(await log.authors(paper)).toEqual(authors)
  // Bob brings back what the backup lacks of it.
  await log.append(paper, written({ author: 'bob', session: 2, last: 0, known: 1 }))
  expect([...(await log.authors(paper)).values()]).toEqual(['bob'])
  await log.close()
  log = await open()
  expect((await log.state(paper))?.claims?.size).toBe(1)
  await log.close()
})
