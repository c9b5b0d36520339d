import type { FastifyBaseLogger } from 'fastify'
import type { SignInConfig } from '../config.ts'
import { eraseDeleted } from '../log/erase-deleted.ts'
import { LogAway, LogClosed } from '../log/log.ts'
import type { Tables } from '../log/tables.ts'
import type { AccessChanges } from './access-changes.ts'
import { openAccess, type StoredAccess } from './open-access.ts'
import { openPermits } from './open-permits.ts'
import type { Permits } from './permits.ts'
import { Sharing } from './sharing.ts'

export interface RightsOptions {
  tables: Tables
  changes: AccessChanges
  mode: SignInConfig['by']
  journal: Pick<FastifyBaseLogger, 'warn'>
}

/** Who may do what: asking, holding, and changing it. */
export interface Rights {
  readonly access: StoredAccess
  readonly permits: Permits
  readonly sharing: Sharing
  /** Erases what deleted documents held. */
  erase(): void
  close(): Promise<void>
}

export function openRights({ tables, changes, mode, journal }: RightsOptions): Rights {
  const tell = (sentence: string) => (error: unknown) => {
    // What the log is away for is told of the log.
    if (error instanceof LogAway || error instanceof LogClosed) return
    journal.warn({ err: error }, sentence)
  }
  const access = openAccess({ tables, changes, newLinkRole: mode === 'guest' ? 'editor' : undefined })
  const permits = openPermits({ access, onTrouble: tell('A right could not be asked about anew.') })
  const erase = () =>
    void eraseDeleted(tables).catch(tell('What a deleted document held could not be erased yet.'))
  // A node may have ended in the middle of it.
  erase()
  return {
    access,
    permits,
    sharing: new Sharing(tables, changes),
    erase,
    close: async () => {
      permits.close()
      await access.settled()
      access.close()
    },
  }
}
