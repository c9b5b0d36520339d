import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeLog } from './log.contract.ts'
import { openSqliteLog } from './sqlite-log.ts'

describeLog('the SQLite log', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'quire-log-'))
  return {
    open: () =>
      openSqliteLog({
        path: join(folder, 'data', 'quire.db'),
        onFatal: error => {
          throw error
        },
      }),
    remove: () => rm(folder, { recursive: true }),
  }
})
