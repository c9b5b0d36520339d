import type { ClientToServer } from '../../protocol/index.ts'
import type { Action } from '../access/roles.ts'

/**
 * What each event asks of the document that it is about: of the store when a session begins, of its permit from then on. An
 * event that is not here does not compile, and one that does not ask fails `access.test.ts`.
 */
export const asks = {
  open: 'read',
  missed: 'read',
  update: 'write',
  chatPage: 'read',
  chatSince: 'read',
  chatPost: 'chat',
  chatReact: 'chat',
  // Up to where one has read is noted for oneself alone.
  chatRead: 'read',
  // Where somebody's caret is, and who it is, is shown to those who read, by one who does.
  awareness: 'read',
  profile: 'read',
  // Whoever may do nothing may leave, and may ask whether we are there.
  close: 'nothing',
  echo: 'nothing',
} as const satisfies Record<keyof ClientToServer, Action | 'nothing'>
