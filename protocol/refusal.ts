import * as v from 'valibot'

/** Why the server said no. Each is expected; `docs/protocol.md` says what a client does about it. */
export const refusalReasons = [
  'client-too-old', // reload the page: the server speaks a newer protocol
  'server-too-old', // try again: another node may have been upgraded already
  'unknown-document',
  'not-open', // the document was not opened on this connection, or its session has ended
  'forbidden',
  'malformed', // not a message, or not a Yjs v1 update
  'too-large',
  'resync', // the update does not follow on what the log has: open again and send what is missing
  'storage', // the log cannot be written or read (a full disk, a database that is away): not saved, try again later
  'busy',
  'fork', // written under a Yjs client ID that is another's: go on under a new one (version 1 is told 'malformed')
] as const

/** Why somebody who had a document open may not have it any more, for them to read. */
export const endCauses = [
  'removed',
  'link-withdrawn',
  'trashed',
  'deleted',
  'signed-out',
  'expired', // the login came to its end: sign in again
] as const

export type EndCause = (typeof endCauses)[number]

export type RefusalReason = (typeof refusalReasons)[number]

export const refusalSchema = v.object({
  ok: v.literal(false),
  reason: v.picklist(refusalReasons),
  /** Come back after this many milliseconds; absent when coming back cannot help. */
  retryInMs: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  /** For people who read logs; never shown to the person who writes. */
  detail: v.optional(v.string()),
})

export type Refusal = v.InferOutput<typeof refusalSchema>

/** The `detail` of a `forbidden` that only a document's owner hears: it lies in the trash, and can be taken out. */
export const inTrashDetail = 'in the trash'

/** Builds a refusal without undefined members, which Socket.IO would send as null. */
export function refuse(reason: RefusalReason, more: { retryInMs?: number; detail?: string } = {}): Refusal {
  return { ok: false, reason, ...more }
}
