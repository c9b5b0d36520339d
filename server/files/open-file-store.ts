import type { Tables } from '../log/tables.ts'
import { openBucket } from './bucket/bucket.ts'
import { markBucket } from './bucket/bucket-mark.ts'
import type { BucketPlace } from './bucket/bucket-place.ts'
import { BucketStore, type BucketStoreOptions } from './bucket/bucket-store.ts'
import type { FileStore } from './file-store.ts'
import { markFolder } from './folder-mark.ts'
import { FolderStore } from './folder-store.ts'

/** Where the blobs are. */
export type FilesPlace = InFolder | InBucket
interface InFolder {
  folder: string
}
type InBucket = { bucket: BucketPlace } & Pick<BucketStoreOptions, 'keepAfterMs'>

/** Gives the store, opened when it is first needed: where it is not to be had, documents are, all the same. Rejects with `StoreAway` until it is. */
export type OpenStore = () => Promise<FileStore>

export function openFileStore({ tables, ...place }: FilesPlace & { tables: Tables }): OpenStore {
  let opening: Promise<FileStore> | undefined
  return () => {
    opening ??= ('bucket' in place ? inBucket(place, tables) : inFolder(place, tables)).catch(
      (error: unknown) => {
        opening = undefined
        throw error
      },
    )
    return opening
  }
}

async function inFolder({ folder }: InFolder, tables: Tables): Promise<FileStore> {
  return new FolderStore(folder, await markFolder(folder, tables))
}

async function inBucket({ bucket: place, ...how }: InBucket, tables: Tables): Promise<FileStore> {
  const bucket = openBucket(place)
  return new BucketStore({ ...how, bucket, mustBeOurs: await markBucket(bucket, tables) })
}

/** For people. */
export function nameOfPlace(place: FilesPlace): string {
  return 'bucket' in place ? `${place.bucket.name} at ${place.bucket.endpoint}` : place.folder
}
