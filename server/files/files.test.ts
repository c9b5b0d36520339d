import { randomUUID } from 'node:crypto'
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe } from 'vitest'
import { startPostgres } from '../../e2e/support/postgres.ts'
import { startS3 } from '../../e2e/support/s3.ts'
import { openPostgresLog } from '../log/postgres-log.ts'
import { openSqliteLog } from '../log/sqlite-log.ts'
import { openBucket } from './bucket/bucket.ts'
import { describeFiles, type NewPlace } from './files.contract.ts'

const onFatal = (error: Error) => {
  throw error
}

const folder = await mkdtemp(join(tmpdir(), 'quire-file-rows-'))
const [postgres, s3] = await Promise.all([startPostgres(), startS3()])
let files = 0
afterAll(async () => {
  await rm(folder, { recursive: true })
  await Promise.all([postgres.stop(), s3.stop()])
})

const inSqlite = () => openSqliteLog({ path: join(folder, `${++files}.sqlite`), onFatal })
const inPostgres = async () => openPostgresLog({ url: await postgres.createDatabase(), onFatal })

async function aFolder(): Promise<NewPlace> {
  const place = await mkdtemp(join(tmpdir(), 'quire-files-'))
  return {
    place: { folder: place },
    litter: async () => {
      await writeFile(join(place, 'notes.txt'), 'the operator’s')
      return () =>
        access(join(place, 'notes.txt')).then(
          () => true,
          () => false,
        )
    },
    remove: () => rm(place, { recursive: true }),
  }
}

async function aBucket(): Promise<NewPlace> {
  const place = s3.place(`files/${randomUUID()}`)
  const bucket = openBucket(place)
  return {
    place: { bucket: place, keepAfterMs: 200 },
    litter: async () => {
      await bucket.put('notes.txt', [Buffer.from('the operator’s')])
      return async () => (await bucket.get('notes.txt'))?.resume() !== undefined
    },
    remove: async () => {},
  }
}

describe.each([
  ['SQLite and a folder', inSqlite, aFolder],
  ['Postgres and a folder', inPostgres, aFolder],
  ['SQLite and a bucket', inSqlite, aBucket],
] as const)('files in %s', (_name, open, place) => describeFiles(open, place))
