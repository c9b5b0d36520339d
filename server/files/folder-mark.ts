import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Tables } from '../log/tables.ts'
import { StoreAway } from './file-store.ts'
import { markStore, randomHex } from './store-mark.ts'

/** In the folder, beside the blobs. */
const markName = 'quire-files'

/** See `markStore`. */
export function markFolder(folder: string, tables: Tables): Promise<() => Promise<void>> {
  return markStore(
    {
      marks: () => marksOf(folder),
      make: mark => makeMark(folder, mark),
      foreign: `${folder} has the files of another database: this one needs a folder of its own (FILES_URL)`,
      strange: mark =>
        `${folder} is not the folder in which this database has its files: all nodes must share one (FILES_URL). If it is, say so: echo ${mark} > ${join(folder, markName)}`,
    },
    tables,
  )
}

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

async function marksOf(folder: string): Promise<string[]> {
  try {
    return [(await readFile(join(folder, markName), 'utf8')).trim()]
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw new StoreAway(`${folder} cannot be read`, { cause: error })
  }
}
