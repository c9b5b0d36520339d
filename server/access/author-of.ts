import { createHash } from 'node:crypto'
import type { Caller } from './caller.ts'

/** Whose words those of a session are: the person's, or, where nobody knows who that is, the device's. What a client sends as its
 *  device is a secret of that client's, and is not kept. */
export function authorOf({ user }: Caller, device: string | undefined): string {
  if (user !== undefined) return user
  if (device === undefined) return 'anyone'
  return `d_${createHash('sha256').update(device).digest('base64url').slice(0, 22)}`
}
