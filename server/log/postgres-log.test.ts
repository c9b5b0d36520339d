import { afterAll } from 'vitest'
import { startPostgres } from '../../e2e/support/postgres.ts'
import { describeLog } from './log.contract.ts'
import { openPostgresLog } from './postgres-log.ts'

const postgres = await startPostgres()
afterAll(() => postgres.stop())

describeLog('the Postgres log', async () => {
  const url = await postgres.createDatabase()
  return {
    open: () =>
      openPostgresLog({
        url,
        onFatal: error => {
          throw error
        },
      }),
    remove: async () => {},
  }
})
