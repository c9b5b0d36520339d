import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as v from 'valibot'
import { type ChatNews, chatNewsSchema } from '../../protocol/chat.ts'
import { decode, ProtocolError, participantSchema, type Seq } from '../../protocol/index.ts'

const uint = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

/** What a session's client shows of itself. */
const sessionStateSchema = v.object({ session: uint, awarenessId: uint, clock: uint, json: v.string() })
export type SessionState = v.InferOutput<typeof sessionStateSchema>

/** Whose each participant's session is. Beside them, for these go on to clients; nodes of an older version send none. */
const authorsSchema = v.optional(v.array(v.tuple([uint, v.string()])), [])

const attendanceSchema = v.object({
  head: uint,
  participants: v.array(participantSchema),
  states: v.array(sessionStateSchema),
  authors: authorsSchema,
})
const changesSchema = v.object({
  joined: v.array(participantSchema),
  left: v.array(uint),
  states: v.array(sessionStateSchema),
  authors: authorsSchema,
})

/** Whose windows are told up to where they have read the chat. */
const readBySchema = v.object({ author: v.string(), n: uint })
export type ReadBy = v.InferOutput<typeof readBySchema>

/** All who have the document open on one node, and the head that it knows. */
export type Attendance = v.InferOutput<typeof attendanceSchema>
/** What has changed of it. `joined` replaces an entry of the same session. */
export type AttendanceChanges = v.InferOutput<typeof changesSchema>

/** What the rooms of one document on several nodes tell each other. */
export type RoomMessage =
  /** Committed; the frame that clients are sent. */
  | { type: 'updates'; frame: Uint8Array }
  /** Committed, and to be read from the log. */
  | { type: 'head'; head: Seq }
  /** Who else is here? */
  | { type: 'ask' }
  | { type: 'attendance'; attendance: Attendance }
  | { type: 'changes'; changes: AttendanceChanges }
  /** Durable; what clients are told. */
  | { type: 'chat'; news: ChatNews }
  /** Somebody has read the chat up to there. */
  | { type: 'chatRead'; by: ReadBy }

/** Their place here is their first byte. Append only: nodes of two versions may run side by side. */
const types = [
  'updates',
  'head',
  'ask',
  'attendance',
  'changes',
  'chat',
  'chatRead',
] as const satisfies RoomMessage['type'][]

export function encodeRoomMessage(message: RoomMessage): Uint8Array {
  return encoding.encode(out => {
    encoding.writeUint8(out, types.indexOf(message.type))
    switch (message.type) {
      case 'updates':
        return encoding.writeUint8Array(out, message.frame)
      case 'head':
        return encoding.writeVarUint(out, message.head)
      case 'ask':
        return
      case 'attendance':
        return encoding.writeVarString(out, JSON.stringify(message.attendance))
      case 'changes':
        return encoding.writeVarString(out, JSON.stringify(message.changes))
      case 'chat':
        return encoding.writeVarString(out, JSON.stringify(message.news))
      case 'chatRead':
        return encoding.writeVarString(out, JSON.stringify(message.by))
    }
  })
}

/** Undefined for a message of a kind that a newer version may know.  @throws {ProtocolError} */
export function decodeRoomMessage(bytes: Uint8Array): RoomMessage | undefined {
  const from = decoding.createDecoder(bytes)
  try {
    const type = types[decoding.readUint8(from)]
    switch (type) {
      case undefined:
        return undefined
      case 'updates':
        return { type, frame: decoding.readTailAsUint8Array(from) }
      case 'head':
        return { type, head: decoding.readVarUint(from) }
      case 'ask':
        return { type }
      case 'attendance':
        return { type, attendance: decode(attendanceSchema, JSON.parse(decoding.readVarString(from))) }
      case 'changes':
        return { type, changes: decode(changesSchema, JSON.parse(decoding.readVarString(from))) }
      case 'chat':
        return { type, news: decode(chatNewsSchema, JSON.parse(decoding.readVarString(from))) }
      case 'chatRead':
        return { type, by: decode(readBySchema, JSON.parse(decoding.readVarString(from))) }
    }
  } catch (error) {
    throw error instanceof ProtocolError ? error : new ProtocolError(`a node's message: ${String(error)}`)
  }
}
