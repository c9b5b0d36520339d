import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

/** Awareness updates as one, with the newest state of each client: whoever draws carets is called once. */
export function mergeAwareness(updates: readonly Uint8Array[]): Uint8Array {
  const [only] = updates
  if (updates.length === 1 && only !== undefined) return only
  const newest = new Map<number, { clock: number; json: string }>()
  for (const update of updates) {
    const from = decoding.createDecoder(update)
    for (let left = decoding.readVarUint(from); left > 0; left--) {
      const client = decoding.readVarUint(from)
      const clock = decoding.readVarUint(from)
      const json = decoding.readVarString(from)
      if (clock >= (newest.get(client)?.clock ?? 0)) newest.set(client, { clock, json })
    }
  }
  return encoding.encode(out => {
    encoding.writeVarUint(out, newest.size)
    for (const [client, { clock, json }] of newest) {
      encoding.writeVarUint(out, client)
      encoding.writeVarUint(out, clock)
      encoding.writeVarString(out, json)
    }
  })
}
