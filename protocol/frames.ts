import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as v from 'valibot'
import { type DocumentId, documentIdSchema, type Seq } from './messages.ts'
import { ProtocolError } from './protocol-error.ts'

/** An update with its place in the log and its sender: `session` and the sender's own count `n`, so that the sender knows
 *  its update by them. Both are 0 where they are not known any more. `update` is a Yjs v1 update. */
export interface LoggedUpdate {
  seq: Seq
  session: number
  n: number
  update: Uint8Array
}

// client → server ------------------------------------------------------------------------------------------------

export interface UpdateFrame {
  documentId: DocumentId
  /** Counts this session's updates, from 1. */
  n: number
  update: Uint8Array
}

export function encodeUpdate({ documentId, n, update }: UpdateFrame): Uint8Array {
  return frame(documentId, out => {
    encoding.writeVarUint(out, n)
    encoding.writeUint8Array(out, update)
  })
}

/** @throws {ProtocolError} */
export function decodeUpdate(raw: unknown): UpdateFrame {
  return unframe(raw, (documentId, from) => ({
    documentId,
    n: decoding.readVarUint(from),
    update: decoding.readTailAsUint8Array(from),
  }))
}

// server → client ------------------------------------------------------------------------------------------------

/** Updates that were committed together, oldest first and without gaps, for everybody in the room: their senders, too,
 *  for whom they are the acknowledgement. */
export function encodeUpdates(documentId: DocumentId, updates: readonly LoggedUpdate[]): Uint8Array {
  return frame(documentId, out => writeUpdates(out, updates))
}

/** @throws {ProtocolError} */
export function decodeUpdates(raw: unknown): { documentId: DocumentId; updates: LoggedUpdate[] } {
  return unframe(raw, (documentId, from) => ({ documentId, updates: readUpdates(from) }))
}

/** The acknowledgement alone, for the sender of an update too large to be sent back. */
export interface SavedFrame {
  documentId: DocumentId
  session: number
  n: number
  seq: Seq
}

export function encodeSaved({ documentId, session, n, seq }: SavedFrame): Uint8Array {
  return frame(documentId, out => {
    encoding.writeVarUint(out, session)
    encoding.writeVarUint(out, n)
    encoding.writeVarUint(out, seq)
  })
}

/** @throws {ProtocolError} */
export function decodeSaved(raw: unknown): SavedFrame {
  return unframe(raw, (documentId, from) => ({
    documentId,
    session: decoding.readVarUint(from),
    n: decoding.readVarUint(from),
    seq: decoding.readVarUint(from),
  }))
}

export function encodeHead(documentId: DocumentId, head: Seq): Uint8Array {
  return frame(documentId, out => encoding.writeVarUint(out, head))
}

/** @throws {ProtocolError} */
export function decodeHead(raw: unknown): { documentId: DocumentId; head: Seq } {
  return unframe(raw, (documentId, from) => ({ documentId, head: decoding.readVarUint(from) }))
}

// both ways --------------------------------------------------------------------------------------------------------

/** `update` is a y-protocols awareness update; from a client it holds that client's own state and no other. */
export function encodeAwareness(documentId: DocumentId, update: Uint8Array): Uint8Array {
  return frame(documentId, out => encoding.writeUint8Array(out, update))
}

/** @throws {ProtocolError} */
export function decodeAwareness(raw: unknown): { documentId: DocumentId; update: Uint8Array } {
  return unframe(raw, (documentId, from) => ({ documentId, update: decoding.readTailAsUint8Array(from) }))
}

// a run of the log -------------------------------------------------------------------------------------------------

/** A run of the log as bytes: the `updates` of the answers to `open` and `missed`. No updates, no bytes. */
export function packUpdates(updates: readonly LoggedUpdate[]): Uint8Array {
  return updates.length === 0 ? new Uint8Array() : encoding.encode(out => writeUpdates(out, updates))
}

/** @throws {ProtocolError} */
export function unpackUpdates(bytes: Uint8Array): LoggedUpdate[] {
  if (bytes.length === 0) return []
  return reading(bytes, readUpdates)
}

function writeUpdates(out: encoding.Encoder, updates: readonly LoggedUpdate[]): void {
  encoding.writeVarUint(out, updates[0]?.seq ?? 0)
  encoding.writeVarUint(out, updates.length)
  for (const { session, n, update } of updates) {
    encoding.writeVarUint(out, session)
    encoding.writeVarUint(out, n)
    encoding.writeVarUint8Array(out, update)
  }
}

function readUpdates(from: decoding.Decoder): LoggedUpdate[] {
  const first = decoding.readVarUint(from)
  const length = decoding.readVarUint(from)
  const updates: LoggedUpdate[] = []
  for (let i = 0; i < length; i++) {
    updates.push({
      seq: first + i,
      session: decoding.readVarUint(from),
      n: decoding.readVarUint(from),
      update: decoding.readVarUint8Array(from),
    })
  }
  if (decoding.hasContent(from)) throw new ProtocolError('bytes after the last update')
  return updates
}

function frame(documentId: DocumentId, write: (out: encoding.Encoder) => void): Uint8Array {
  return encoding.encode(out => {
    encoding.writeVarString(out, documentId)
    write(out)
  })
}

function unframe<T>(raw: unknown, read: (documentId: DocumentId, from: decoding.Decoder) => T): T {
  const bytes = raw instanceof ArrayBuffer ? new Uint8Array(raw) : raw
  if (!(bytes instanceof Uint8Array)) throw new ProtocolError('frame: expected bytes')
  return reading(bytes, from => {
    const documentId = decoding.readVarString(from)
    if (!v.is(documentIdSchema, documentId)) throw new ProtocolError('frame: not a document id')
    return read(documentId, from)
  })
}

/** lib0 throws plain errors on a short or overlong read: to us they all mean that the peer broke the protocol. */
function reading<T>(bytes: Uint8Array, read: (from: decoding.Decoder) => T): T {
  try {
    return read(decoding.createDecoder(bytes))
  } catch (error) {
    if (error instanceof ProtocolError) throw error
    throw new ProtocolError(`frame: ${error instanceof Error ? error.message : String(error)}`)
  }
}
