import * as encoding from 'lib0/encoding'

const client = 9
const howDeep = 30_000

/** Elements in each other, more than Yjs can delete, and the deletion of the outermost: valid Yjs v1 updates, both. */
export function nestedDeeperThanTheStack(): { types: Uint8Array; deletion: Uint8Array } {
  const types = encoding.encode(out => {
    for (const number of [1, howDeep, client, 0]) encoding.writeVarUint(out, number)
    for (let clock = 0; clock < howDeep; clock++) {
      const aType = 7
      const anElement = 3
      encoding.writeVarUint(out, aType)
      if (clock === 0) {
        encoding.writeVarUint(out, 1)
        encoding.writeVarString(out, 'nested')
      } else {
        for (const number of [0, client, clock - 1]) encoding.writeVarUint(out, number)
      }
      encoding.writeVarUint(out, anElement)
      encoding.writeVarString(out, 'p')
    }
    encoding.writeVarUint(out, 0)
  })
  const deletion = Uint8Array.of(0, 1, client, 1, 0, 1)
  return { types, deletion }
}
