import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { maxAwarenessBytes, ProtocolError } from '../../protocol/index.ts'

/** y-protocols counts changes; a clock beyond this is made up, and the next one could be more than a reader takes. */
const maxClock = 2 ** 32
/** Depth of arrays and objects in an awareness state. A caret needs 3. */
const maxDepth = 16

/** What one client shows of itself. */
export interface AwarenessState {
  awarenessId: number
  clock: number
  /** `null` when the client says that it has no state. */
  json: string
}

/** y-protocols' encoding: count, then client, clock and JSON of each. No states, no bytes. */
export function encodeStates(states: readonly AwarenessState[]): Uint8Array {
  if (states.length === 0) return new Uint8Array()
  return encoding.encode(out => {
    encoding.writeVarUint(out, states.length)
    for (const { awarenessId, clock, json } of states) {
      encoding.writeVarUint(out, awarenessId)
      encoding.writeVarUint(out, clock)
      encoding.writeVarString(out, json)
    }
  })
}

/** Reads a client's own state.  @throws {ProtocolError} when it is anything else, or too large */
export function readOwnState(update: Uint8Array, awarenessId: number): AwarenessState {
  if (update.length > maxAwarenessBytes) throw new ProtocolError('awareness: too large')
  let state: AwarenessState
  try {
    const from = decoding.createDecoder(update)
    if (decoding.readVarUint(from) !== 1) throw new ProtocolError('awareness: not exactly one state')
    const id = decoding.readVarUint(from)
    state = { awarenessId: id, clock: decoding.readVarUint(from), json: decoding.readVarString(from) }
    checkJson(JSON.parse(state.json), 0)
  } catch (error) {
    throw error instanceof ProtocolError ? error : new ProtocolError(`awareness: ${String(error)}`)
  }
  if (state.clock > maxClock) throw new ProtocolError('awareness: a clock is too large')
  if (state.awarenessId !== awarenessId) throw new ProtocolError("awareness: another client's state")
  return state
}

function checkJson(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return
  if (depth === maxDepth) throw new ProtocolError('awareness: nested too deeply')
  if (Object.hasOwn(value, '__proto__')) throw new ProtocolError('awareness: __proto__')
  for (const each of Object.values(value)) checkJson(each, depth + 1)
}
