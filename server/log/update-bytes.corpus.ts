import * as encoding from 'lib0/encoding'

/** Updates by hand: what Yjs itself does not write. */
export type Part = (to: encoding.Encoder) => void

export function bytes(...parts: Part[]): Uint8Array {
  const encoder = encoding.createEncoder()
  for (const part of parts) part(encoder)
  return encoding.toUint8Array(encoder)
}

/** An update of these blocks, without deletes. */
export function update(...blocks: Part[]): Uint8Array {
  return bytes(uints(blocks.length), ...blocks, uints(0))
}

/** An update of nothing but deletes. */
export function deletes(...clients: Part[]): Uint8Array {
  return bytes(uints(0, clients.length), ...clients)
}

/** One client's structs. */
export function block(client: number, start: number, ...structs: Part[]): Part {
  return all(uints(structs.length, client, start), ...structs)
}

/** Ranges of deletes of one client, each with its length. */
export function ranges(client: number, ...clocksAndLengths: number[]): Part {
  return uints(client, clocksAndLengths.length / 2, ...clocksAndLengths)
}

// Structs. `kind` is one of `kinds` in skip-content.ts.

export function inRoot(kind: number, content: Part, root = 'text'): Part {
  return all(byte(kind), uints(1), string(root), content)
}

export function inMap(key: string, kind: number, content: Part): Part {
  return all(byte(kind | 0x20), uints(1), string('map'), string(key), content)
}

export function inType(client: number, clock: number, kind: number, content: Part): Part {
  return all(byte(kind), uints(0, client, clock), content)
}

export function behind(client: number, clock: number, kind: number, content: Part): Part {
  return all(byte(kind | 0x80), uints(client, clock), content)
}

export function ahead(client: number, clock: number, kind: number, content: Part): Part {
  return all(byte(kind | 0x40), uints(client, clock), content)
}

// Contents.

export function all(...parts: Part[]): Part {
  return to => {
    for (const part of parts) part(to)
  }
}

export function byte(...values: number[]): Part {
  return to => {
    for (const value of values) encoding.writeUint8(to, value)
  }
}

export function uints(...values: number[]): Part {
  return to => {
    for (const value of values) encoding.writeVarUint(to, value)
  }
}

export function string(value: string): Part {
  return to => encoding.writeVarString(to, value)
}

export function any(value: unknown): Part {
  return to => encoding.writeAny(to, value as encoding.AnyEncodable)
}

/** A string of any bytes, be they UTF-8 or not. */
export function rawString(...values: number[]): Part {
  return all(uints(values.length), byte(...values))
}
