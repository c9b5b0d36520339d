import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Tables } from '../log/tables.ts'
import { StoreAway } from './file-store.ts'

/** In the folder, beside the blobs. */
const markName = 'quire-files'
/** In `meta`. */
const markedBy = 'files'

/** Of a database that is about to mark a folder: `new:` and the beginning of the mark. */
const isNew = /^new:/

/**
 * Makes sure that a folder is the one of this database: each holds the same mark. A node whose folder is another one, or is not mounted just
 * then, would lose what it takes in, and take away what belongs to somebody else. Gives what looks again.
 * @throws {StoreAway}
 */
export async function markFolder(folder: string, tables: Tables): Promise<() => Promise<void>> {
  await begin(tables, `new:${randomHex()}`)
  const known = (await markIn(tables)) ?? ''
  if (isNew.test(known)) await markBoth(folder, tables, known)
  const mark = (await markIn(tables)) ?? ''
  const mustBeOurs = async () => {
    if ((await markOf(folder)) !== mark) throw new StoreAway(sentence(folder, mark))
  }
  await mustBeOurs()
  return mustBeOurs
}

const sentence = (folder: string, mark: string) =>
  isNew.test(mark)
    ? `${folder} has the files of another database: this one needs a folder of its own (FILES_URL)`
    : `${folder} is not the folder in which this database has its files: all nodes must share one (FILES_URL). If it is, say so: echo ${mark} > ${join(folder, markName)}`

/** Two nodes that mark different folders at the same moment write different marks, and the database takes one of them. */
async function markBoth(folder: string, tables: Tables, known: string): Promise<void> {
  const beginning = known.replace(isNew, '')
  if ((await markOf(folder)) === undefined) await makeMark(folder, beginning + randomHex())
  const mark = await markOf(folder)
  if (mark?.startsWith(beginning) !== true) return
  const { query } = tables
  await tables.write([
    query.updateTable('meta').set({ value: mark }).where('name', '=', markedBy).where('value', '=', known),
  ])
}

const randomHex = () => randomBytes(8).toString('hex')

/** Of several nodes that come at once the first one's stays. */
async function makeMark(folder: string, mark: string): Promise<void> {
  const path = join(folder, markName)
  const draft = `${path}.${randomHex()}`
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(draft, `${mark}\n`, { flush: true })
    // Nobody finds it half written.
    await link(draft, path)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return
    throw new StoreAway(`${folder} cannot be written to`, { cause: error })
  } finally {
    await rm(draft, { force: true })
  }
}

/** Is there a folder, as far as the database knows? */
export async function isMarked(tables: Tables): Promise<boolean> {
  const mark = await markIn(tables)
  return mark !== undefined && !isNew.test(mark)
}

/** Where there is none. */
async function begin(tables: Tables, value: string): Promise<void> {
  await tables.write([
    tables.query
      .insertInto('meta')
      .values({ name: markedBy, value })
      .onConflict(conflict => conflict.column('name').doNothing()),
  ])
}

async function markOf(folder: string): Promise<string | undefined> {
  try {
    return (await readFile(join(folder, markName), 'utf8')).trim()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new StoreAway(`${folder} cannot be read`, { cause: error })
  }
}

async function markIn(tables: Tables): Promise<string | undefined> {
  const rows = await tables.read(tables.query.selectFrom('meta').select('value').where('name', '=', markedBy))
  return rows[0]?.value
}
