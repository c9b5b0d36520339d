import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { encodeStateVector } from './updates.ts'

/** How large the parts become, of what may be sent at once. */
const share = 0.25

/**
 * An update that is too large to be sent, as several that follow on each other: what was pasted at once with many pictures, or comes back by
 * undo. As it is, where nothing in it can be parted. Between two parts the others see what is there so far.
 */
export function splitUpdate(update: Uint8Array, limit: number): Uint8Array[] {
  if (update.length <= limit) return [update]
  const { structs } = Y.decodeUpdate(update)
  const clients = new Set(structs.map(({ id }) => id.client))
  // What one writes here is of one client.
  if (clients.size !== 1 || structs.length < 2) return [update]
  const parts: Uint8Array[] = []
  let begun = new Part()
  for (const struct of structs) {
    if (begun.bytes > 0 && begun.bytes >= limit * share) {
      parts.push(begun.encode())
      begun = new Part()
    }
    begun.add(struct)
  }
  const first = begun.structs[0]
  if (parts.length === 0 || first === undefined) return [update]
  // The rest as Yjs parts it: with the deletes.
  parts.push(Y.diffUpdate(update, encodeStateVector(new Map([[first.id.client, first.id.clock]]))))
  return parts
}

type Struct = ReturnType<typeof Y.decodeUpdate>['structs'][number]

class Part {
  readonly structs: Struct[] = []
  readonly #encoder = new Y.UpdateEncoderV1()

  get bytes(): number {
    return encoding.length(this.#encoder.restEncoder)
  }

  add(struct: Struct): void {
    this.structs.push(struct)
    struct.write(this.#encoder, 0)
  }

  /** https://github.com/yjs/yjs/blob/main/INTERNALS.md: clients, then structs of each, then deletes; here of one, and none. */
  encode(): Uint8Array {
    const whole = new Y.UpdateEncoderV1()
    const [first] = this.structs
    if (first === undefined) return new Uint8Array(2)
    encoding.writeVarUint(whole.restEncoder, 1)
    encoding.writeVarUint(whole.restEncoder, this.structs.length)
    whole.writeClient(first.id.client)
    encoding.writeVarUint(whole.restEncoder, first.id.clock)
    encoding.writeUint8Array(whole.restEncoder, encoding.toUint8Array(this.#encoder.restEncoder))
    encoding.writeVarUint(whole.restEncoder, 0)
    return whole.toUint8Array()
  }
}
