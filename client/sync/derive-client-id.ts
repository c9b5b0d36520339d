import { digest } from 'lib0/hash/sha256'
import { encodeUtf8 } from 'lib0/string'

export interface Origin {
  /** The client ID that is another's. */
  client: number
  /** Where what was written here begins to differ. */
  from: number
  /** The name, on the device, of the change that stands there. Nobody else knows it. */
  key: string
  /** How many IDs were found to be in use. */
  attempt: number
}

/** The client ID under which words go on: the same in every tab that carries the same words over, so that they are there once. */
export function deriveClientId({ client, from, key, attempt }: Origin): number {
  const bytes = digest(encodeUtf8(JSON.stringify([client, from, key, attempt])))
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
}
