import { createHash } from 'node:crypto'
import { anyone } from '../log/authors.ts'
import type { Caller } from './caller.ts'

/** Whose words those of a session are: the person's, or, where nobody knows who that is, the device's. What a client sends as its
 *  device is a secret of that client's, and is not kept. `formerly`: what it wrote before anybody knew who it is. */
export function authorOf(
  { user }: Caller,
  device: string | undefined,
): { author: string; formerly?: readonly string[] } {
  if (device === undefined) return { author: user ?? anyone }
  const name = `d_${createHash('sha256').update(device).digest('base64url').slice(0, 22)}`
  return user === undefined ? { author: name } : { author: user, formerly: [name] }
}
