import type { Tables } from '../log/tables.ts'
import type { FileStore } from './file-store.ts'
import { markFolder } from './folder-mark.ts'
import { FolderStore } from './folder-store.ts'

/** Gives the store, opened when it is first needed: where it is not to be had, documents are, all the same. Rejects with `StoreAway` until it is. */
export type OpenStore = () => Promise<FileStore>

export function openFileStore({ folder, tables }: { folder: string; tables: Tables }): OpenStore {
  let opening: Promise<FileStore> | undefined
  return () => {
    opening ??= markFolder(folder, tables).then(
      mustBeOurs => new FolderStore(folder, mustBeOurs),
      (error: unknown) => {
        opening = undefined
        throw error
      },
    )
    return opening
  }
}
