import { createHash } from 'node:crypto'
import { anyone, connectionPrefix } from '../log/authors.ts'
import type { Caller } from './caller.ts'

/** Since this version clients can say by which device they are known. */
const namesDevicesSince = 2

/** Whose words those of a session are: the person's, or, where nobody knows who that is, the device's. What a client sends as its
 *  device is a secret of that client's, and is not kept. `formerly`: what it wrote before anybody knew who it is. Who says nothing of
 *  either is known by the connection, called so here; who cannot, by nothing. */
export function authorOf(
  { user }: Caller,
  device: string | undefined,
  { version, connection }: { version: number; connection: string },
): { author: string; formerly?: readonly string[] } {
  const nameless = version < namesDevicesSince ? anyone : `${connectionPrefix}${connection}`
  if (device === undefined) return { author: user ?? nameless }
  const name = `d_${createHash('sha256').update(device).digest('base64url').slice(0, 22)}`
  return user === undefined ? { author: name } : { author: user, formerly: [name] }
}
