import { randomBytes } from 'node:crypto'
import type { Tables } from '../log/tables.ts'
import { StoreAway } from './file-store.ts'

/** Where blobs are, as far as it can be marked. */
export interface MarkedPlace {
  /** All marks that are there: several where several nodes, or databases, came at once. */
  marks(): Promise<string[]>
  /** Makes one, unless one of another beginning is there by then. */
  make(mark: string, beginning: string): Promise<void>
  /** What to say where the place is another database's, and where it is not this one's. */
  foreign: string
  strange(mark: string): string
}

/** In `meta`. */
const markedBy = 'files'

/** Of a database that is about to mark a store: `new:` and the beginning of the mark. */
const isNew = /^new:/

/**
 * Makes sure that a store is the one of this database: each holds the same mark. A node whose store is another one, or is not there just then, would lose
 * what it takes in, and take away what belongs to somebody else. Gives what looks again.
 * @throws {StoreAway}
 */
export async function markStore(place: MarkedPlace, tables: Tables): Promise<() => Promise<void>> {
  await begin(tables, `new:${randomHex()}`)
  const known = (await markIn(tables)) ?? ''
  if (isNew.test(known)) await markBoth(place, tables, known)
  const mark = (await markIn(tables)) ?? ''
  const mustBeOurs = async () => {
    if ((await place.marks()).includes(mark)) return
    throw new StoreAway(isNew.test(mark) ? place.foreign : place.strange(mark))
  }
  await mustBeOurs()
  return mustBeOurs
}

/** Two nodes that mark different places at the same moment write different marks, and the database takes one of them. */
async function markBoth(place: MarkedPlace, tables: Tables, known: string): Promise<void> {
  const beginning = known.replace(isNew, '')
  if ((await place.marks()).length === 0) await place.make(beginning + randomHex(), beginning)
  const [mark] = (await place.marks()).filter(each => each.startsWith(beginning)).sort()
  if (mark === undefined) return
  const { query } = tables
  await tables.write([
    query.updateTable('meta').set({ value: mark }).where('name', '=', markedBy).where('value', '=', known),
  ])
}

export const randomHex = () => randomBytes(8).toString('hex')

/** Is there a store, as far as the database knows? */
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

async function markIn(tables: Tables): Promise<string | undefined> {
  const rows = await tables.read(tables.query.selectFrom('meta').select('value').where('name', '=', markedBy))
  return rows[0]?.value
}
