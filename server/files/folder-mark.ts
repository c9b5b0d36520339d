import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Tables } from '../log/tables.ts'
import { StoreAway } from './file-store.ts'

/** In the folder, beside the blobs. */
const markName = 'quire-files'
/** In `meta`. */
const markedBy = 'files'

/**
 * Makes sure that a folder is the one of this database: each holds the other's mark. A node whose folder is another one, or is not mounted just
 * then, would lose what it takes in, and take away what belongs to somebody else. Gives what looks again.
 * @throws {StoreAway}
 */
export async function markFolder(folder: string, tables: Tables): Promise<() => Promise<void>> {
  const known = await markIn(tables)
  const found = await markOf(folder)
  if (known === undefined) await markBoth(folder, tables, found)
  const mark = await markIn(tables)
  const mustBeOurs = async () => {
    if (mark === undefined || (await markOf(folder)) !== mark) throw new StoreAway(sentence(folder, mark))
  }
  await mustBeOurs()
  return mustBeOurs
}

const sentence = (folder: string, mark: string | undefined) =>
  `${folder} is not the folder in which this database has its files: all nodes must share one (FILES_URL). If it is, say so: echo ${mark} > ${join(folder, markName)}`

/** The folder first: were the database marked alone, no folder would ever be the right one. */
async function markBoth(folder: string, tables: Tables, found: string | undefined): Promise<void> {
  const { query } = tables
  if (found === undefined) await makeMark(folder)
  const value = await markOf(folder)
  if (value === undefined) throw new StoreAway(`${folder} keeps nothing`)
  await tables.write([
    query
      .insertInto('meta')
      .values({ name: markedBy, value })
      .onConflict(conflict => conflict.column('name').doNothing()),
  ])
}

/** Of several nodes that come at once the first one's stays. */
async function makeMark(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, markName), `${randomBytes(16).toString('hex')}\n`, {
      flag: 'wx',
      flush: true,
    })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return
    throw new StoreAway(`${folder} cannot be written to`, { cause: error })
  }
}

async function markOf(folder: string): Promise<string | undefined> {
  try {
    const mark = (await readFile(join(folder, markName), 'utf8')).trim()
    // Its maker has not written it yet.
    return mark === '' ? undefined : mark
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new StoreAway(`${folder} cannot be read`, { cause: error })
  }
}

async function markIn(tables: Tables): Promise<string | undefined> {
  const rows = await tables.read(tables.query.selectFrom('meta').select('value').where('name', '=', markedBy))
  return rows[0]?.value
}
