import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { maxAwarenessBytes, type Participant, ProtocolError } from '../../protocol/index.ts'

/** y-protocols counts changes; a clock beyond this is made up, and the next one could be more than a reader takes. */
const maxClock = 2 ** 32
/** Depth of arrays and objects in an awareness state. A caret needs 3. */
const maxDepth = 16

interface State {
  awarenessId: number
  clock: number
  /** `null` when the client says that it has no state. */
  json: string
}

/**
 * Who is in a room, and what each shows of itself (y-protocols awareness). Never stored.
 * The server ties each state to the session that sent it: under the awareness ID that it opened with, and no other.
 */
export class Presence {
  readonly #participants = new Map<number, Participant>()
  readonly #states = new Map<number, State>()
  readonly #changed = new Map<number, State>()

  get participants(): Participant[] {
    return [...this.#participants.values()]
  }

  /** A participant of the same session is replaced. */
  join(participant: Participant): void {
    this.#participants.set(participant.session, participant)
  }

  /** Returns false when the session was not here. */
  leave(session: number): boolean {
    const state = this.#states.get(session)
    if (state !== undefined) {
      this.#states.delete(session)
      // The same client may be back already, on a newer session: its new state must not be taken from it.
      const returned = [...this.#states.values()].some(({ awarenessId }) => awarenessId === state.awarenessId)
      if (returned) this.#changed.delete(session)
      else this.#changed.set(session, { ...state, clock: state.clock + 1, json: 'null' })
    }
    return this.#participants.delete(session)
  }

  /** Takes a client's own state.  @throws {ProtocolError} when it is anything else, or too large */
  show(session: number, update: Uint8Array): void {
    const participant = this.#participants.get(session)
    if (participant === undefined) return
    const state = readOwnState(update, participant.awarenessId)
    this.#states.set(session, state)
    this.#changed.set(session, state)
  }

  /** Everybody's state, for who comes in. */
  everything(): Uint8Array {
    return encodeStates([...this.#states.values()])
  }

  /** What changed since the last call; undefined when nothing did. */
  takeChanges(): Uint8Array | undefined {
    if (this.#changed.size === 0) return undefined
    const update = encodeStates([...this.#changed.values()])
    this.#changed.clear()
    return update
  }
}

/** y-protocols' encoding: count, then client, clock and JSON of each. No states, no bytes. */
function encodeStates(states: readonly State[]): Uint8Array {
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

function readOwnState(update: Uint8Array, awarenessId: number): State {
  if (update.length > maxAwarenessBytes) throw new ProtocolError('awareness: too large')
  let state: State
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
  for (const inner of Object.values(value)) checkJson(inner, depth + 1)
}
