import * as v from 'valibot'
import { maxLinkLength, maxNameLength, maxSentSessions } from './limits.ts'
import { ProtocolError } from './protocol-error.ts'
import { endCauses, refusalReasons, refusalSchema } from './refusal.ts'

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const uint32 = v.pipe(count, v.maxValue(0xffffffff))
/** Bytes as Socket.IO delivers them: a Buffer in Node, an ArrayBuffer in browsers. */
const bytes = v.pipe(
  v.union([v.instance(Uint8Array), v.instance(ArrayBuffer)]),
  v.transform((raw): Uint8Array => (raw instanceof Uint8Array ? raw : new Uint8Array(raw))),
)

export const documentIdSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{8,64}$/))
export type DocumentId = string
/** An update's place in its document's log, from 1, without gaps; 0 is before the first. */
export type Seq = number

export const profileSchema = v.object({
  name: v.pipe(v.string(), v.trim(), v.maxLength(maxNameLength)),
  color: v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/)),
})
/** How a person appears to others. An empty name is shown as a guest's, in the reader's language. */
export type Profile = v.InferOutput<typeof profileSchema>

/** Socket.IO's `auth` payload: sent with every connection. */
export const handshakeSchema = v.object({
  version: count,
  profile: profileSchema,
  /** A random secret of the client's: whoever has no login is known by it, when they go on with what they wrote before. */
  device: v.optional(v.pipe(v.string(), v.minLength(16), v.maxLength(64))),
})
export type Handshake = v.InferOutput<typeof handshakeSchema>

/** What a link or a person can be given: an owner is made otherwise. */
export const givenRoles = ['editor', 'commenter', 'viewer'] as const
export type GivenRole = (typeof givenRoles)[number]

export const roleSchema = v.picklist(['owner', ...givenRoles])
export type Role = v.InferOutput<typeof roleSchema>

/** Someone who has the document open. The server says who they are; `awarenessId` ties a caret to them. */
export const participantSchema = v.object({
  session: uint32,
  awarenessId: uint32,
  profile: profileSchema,
  role: roleSchema,
  /** Names the person, in lists of people, where the server knows who it is. */
  user: v.optional(v.pipe(v.string(), v.maxLength(128))),
})
export type Participant = v.InferOutput<typeof participantSchema>

export const openSchema = v.object({
  documentId: documentIdSchema,
  /** Everything up to here is on the client already; 0 on first sight. */
  after: count,
  /** The log that `after` counts in, as an earlier answer named it. */
  epoch: v.optional(v.pipe(v.string(), v.maxLength(64))),
  awarenessId: uint32,
  /** The secret of the link by which the person came, where it has one: the fragment of the document's address. */
  link: v.optional(v.pipe(v.string(), v.maxLength(maxLinkLength))),
  /** The Yjs client ID under which the client writes: nobody else does, as long as both know it. */
  client: v.optional(uint32),
  /** Up to which clock it has sent under that ID in earlier sessions, or may yet, the newest last. Another that writes under the same ID,
   *  a copy of it, is told from it by this. */
  sent: v.optional(
    v.pipe(
      // Counted before any of them is looked at: a packet holds a quarter of a million.
      v.array(v.unknown()),
      v.maxLength(maxSentSessions),
      v.array(v.object({ session: uint32, clock: count })),
    ),
  ),
  /** Whom the server named when what the client brings was written (`user` of its participant). */
  writer: v.optional(v.pipe(v.string(), v.maxLength(128))),
})
export type Open = v.InferOutput<typeof openSchema>

/** A log folded up to `seq`: a gzipped Yjs v2 update, here or at `href` on the same server. */
export const snapshotSchema = v.union([
  v.object({ seq: count, bytes }),
  v.object({ seq: count, href: v.string(), size: count }),
])
export type Snapshot = v.InferOutput<typeof snapshotSchema>

export const openedSchema = v.object({
  ok: v.literal(true),
  /** Names this client's conversation about this document; its own updates come back marked with it. */
  session: uint32,
  role: roleSchema,
  epoch: v.string(),
  head: count,
  /** A Yjs state vector of all that was admitted: everything up to `head`, and what is on its way to the disk. It tells what
   *  need not be sent; it acknowledges nothing. */
  stateVector: bytes,
  snapshot: v.optional(snapshotSchema),
  /** What follows `after`, or the snapshot: see `packUpdates`. */
  updates: bytes,
  participants: v.array(participantSchema),
  /** A y-protocols awareness update with everybody's present state; may be empty. */
  awareness: bytes,
  /** See `sizeSchema`; only when it is worth a warning. */
  size: v.optional(v.number()),
  /** The caller is the `writer` whom `open` named, by another name: a guest who has signed in since. */
  isWriter: v.optional(v.boolean()),
})
export type Opened = v.InferOutput<typeof openedSchema>
export const openAnswerSchema = v.union([openedSchema, refusalSchema])
export type OpenAnswer = v.InferOutput<typeof openAnswerSchema>

/** Asks for the updates after `after` again: the client has seen a gap, or a head beyond what it has. */
export const missedSchema = v.object({ documentId: documentIdSchema, after: count })
export type Missed = v.InferOutput<typeof missedSchema>
export const missedAnswerSchema = v.union([
  v.object({ ok: v.literal(true), head: count, snapshot: v.optional(snapshotSchema), updates: bytes }),
  refusalSchema,
])
export type MissedAnswer = v.InferOutput<typeof missedAnswerSchema>

/** The server ended `session`; what the client had not seen acknowledged is its own to send again. Without a session, it
 *  refused a message that belonged to none: not decodable, unknown, or for a document that is not open. */
export const refusedSchema = v.object({
  documentId: v.optional(documentIdSchema),
  session: v.optional(uint32),
  reason: v.picklist(refusalReasons),
  retryInMs: v.optional(count),
  detail: v.optional(v.string()),
  /** Why the session's rights ended. One that a newer server knows is as good as none. */
  cause: v.fallback(v.optional(v.picklist(endCauses)), undefined),
})
export type Refused = v.InferOutput<typeof refusedSchema>

/** The session goes on, with more or fewer rights. */
export const roleChangeSchema = v.object({ documentId: documentIdSchema, session: uint32, role: roleSchema })
export type RoleChange = v.InferOutput<typeof roleChangeSchema>

/** The document comes near a size that it cannot exceed. */
export const sizeSchema = v.object({
  documentId: documentIdSchema,
  /** Of what it may hold, by the limit that it is nearest to. */
  share: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
})
export type Size = v.InferOutput<typeof sizeSchema>

/** Who came, changed, or left. `joined` replaces an entry of the same session. */
export const presenceSchema = v.object({
  documentId: documentIdSchema,
  joined: v.array(participantSchema),
  left: v.array(uint32),
})
export type Presence = v.InferOutput<typeof presenceSchema>

/** This connection will not last: its node stops, or the platform cuts what is older than so long. Open another one, which
 *  the balancer gives to any node, and close this one only then. */
export const handOverSchema = v.object({
  /** Until it is cut. Move at a random moment of it, so that many clients do not come to one node at once. */
  withinMs: count,
})
export type HandOver = v.InferOutput<typeof handOverSchema>

/** A document for lists: what the last compaction derived from it. */
export const summarySchema = v.object({
  id: documentIdSchema,
  title: v.string(),
  excerpt: v.string(),
  /** Milliseconds since 1970. */
  updatedAt: count,
})
export type Summary = v.InferOutput<typeof summarySchema>

/** Gives what the schema says, or throws: the one way in for whatever came over a wire.
 *  @throws {ProtocolError} */
export function decode<const Schema extends v.GenericSchema>(
  schema: Schema,
  raw: unknown,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, raw, { abortEarly: true })
  if (!result.success) {
    const [issue] = result.issues
    throw new ProtocolError(`${v.getDotPath(issue) ?? 'message'}: ${issue.message}`)
  }
  return result.output
}
