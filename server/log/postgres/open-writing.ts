import { Session } from './session.ts'

export interface WritingOptions {
  url: string
  epoch: string
  statementWithinMs: number
  onFatal: (error: Error) => void
}

/** Opens sessions that append to the log of this epoch, and to no other. */
export function openWriting({ url, epoch, statementWithinMs, onFatal }: WritingOptions) {
  return async (onLost: (error: Error) => void): Promise<Session> => {
    const session = await Session.open({ url, statementWithinMs, onLost })
    try {
      const [found] = await session.ask<Found>({ text: surroundings }, statementWithinMs)
      if (found?.isCopy) throw new Error('it is a read-only copy')
      // A pooler in between may have kept the setting from the session.
      if (found?.committing === 'off') throw new Error('its commits do not wait for the disk')
      if (found?.epoch !== epoch) {
        const replaced = new Error('the log in the database has been replaced by another')
        onFatal(replaced)
        throw replaced
      }
      return session
    } catch (error) {
      session.end()
      throw error
    }
  }
}

/** It may have changed since the session before. */
interface Found {
  epoch: string
  isCopy: boolean
  committing: string
}

const surroundings = `
SELECT value AS epoch, pg_is_in_recovery() AS "isCopy", current_setting('synchronous_commit') AS committing
FROM meta WHERE name = 'epoch'`
