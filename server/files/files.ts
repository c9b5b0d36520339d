import { LogAway, LogClosed } from '../log/log.ts'
import type { Tables } from '../log/tables.ts'
import { type FilesPlace, nameOfPlace, type OpenStore, openFileStore } from './open-file-store.ts'
import { Room } from './room.ts'
import { openSweeper } from './sweeper.ts'
import type { FileLimits } from './upload-rows.ts'
import { Uploads } from './uploads.ts'

export interface FilesOptions {
  tables: Tables
  isShared: boolean
  place: FilesPlace
  limits: FileLimits
  /** Of the folder's disk, so many bytes are not for files. */
  reserveBytes: number
  unfinishedMaxAgeInMs: number
  unknownMaxAgeInMs: number
  /** What could not be swept. */
  onTrouble: (error: unknown) => void
  /** A store in the network was not to be had at the start. */
  onAway: (error: unknown) => void
}

/** The files of documents: what comes, what is there, and what goes. */
export interface Files {
  readonly description: string
  readonly uploads: Uploads
  readonly openStore: OpenStore
  close(): Promise<void>
}

export function openFiles({ place, onTrouble, onAway, ...options }: FilesOptions): Files {
  const openStore = openFileStore({ ...place, tables: options.tables })
  // What the log is away for is told of the log.
  const unlessLogs = (tell: (error: unknown) => void) => (error: unknown) => {
    if (!(error instanceof LogAway || error instanceof LogClosed)) tell(error)
  }
  // A key that is not accepted is better known now than when somebody brings a file.
  if ('bucket' in place) openStore().catch(unlessLogs(onAway))
  const folder = 'folder' in place ? place.folder : undefined
  const { maxBytesInAll } = options.limits
  const room = new Room({ ...options, folder, maxBytesInAll })
  const uploads = new Uploads({ ...options, openStore, room })
  const sweeper = openSweeper({
    ...options,
    openStore,
    onTrouble: unlessLogs(onTrouble),
  })
  return {
    description: nameOfPlace(place),
    uploads,
    openStore,
    close: async () => {
      uploads.close()
      await sweeper.close()
    },
  }
}
