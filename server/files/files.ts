import { LogAway, LogClosed } from '../log/log.ts'
import type { Tables } from '../log/tables.ts'
import { type OpenStore, openFileStore } from './open-file-store.ts'
import { Room } from './room.ts'
import { openSweeper } from './sweeper.ts'
import type { FileLimits } from './upload-rows.ts'
import { Uploads } from './uploads.ts'

export interface FilesOptions {
  tables: Tables
  isShared: boolean
  /** The folder. */
  folder: string
  limits: FileLimits
  /** Of the folder's disk, so many bytes are not for files. */
  reserveBytes: number
  unfinishedMaxAgeInMs: number
  unknownMaxAgeInMs: number
  /** What could not be swept. */
  onTrouble: (error: unknown) => void
}

/** The files of documents: what comes, what is there, and what goes. */
export interface Files {
  readonly description: string
  readonly uploads: Uploads
  readonly openStore: OpenStore
  close(): Promise<void>
}

export function openFiles({ folder, onTrouble, ...options }: FilesOptions): Files {
  const openStore = openFileStore({ folder, tables: options.tables })
  const { maxBytesInAll } = options.limits
  const room = new Room({ ...options, folder, maxBytesInAll })
  const uploads = new Uploads({ ...options, openStore, room })
  const sweeper = openSweeper({
    ...options,
    openStore,
    onTrouble: error => {
      // What the log is away for is told of the log.
      if (!(error instanceof LogAway || error instanceof LogClosed)) onTrouble(error)
    },
  })
  return {
    description: folder,
    uploads,
    openStore,
    close: async () => {
      uploads.close()
      await sweeper.close()
    },
  }
}
