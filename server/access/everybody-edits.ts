import type { Permits } from './permits.ts'
import { allows } from './roles.ts'

/** Whoever has a document's address may edit it. */
export const everybodyEdits: Permits = {
  open: async () => ({
    role: 'editor',
    allows: action => allows('editor', action),
    release: () => {},
  }),
  close: () => {},
}
