import * as Y from 'yjs'
import type { Pending } from './ledger.ts'
import { encodeStateVector, holdsMoreThan, isNothing, mergeMany } from './updates.ts'

export interface Resend {
  update: Uint8Array
  /** What is saved when this is. */
  covers: readonly Pending[]
}

export interface ResendOptions {
  doc: Y.Doc
  pendings: readonly Pending[]
  /** Of what the server has. */
  stateVector: Uint8Array
  /** Of one update, in bytes. */
  limit: number
  /** Whatever else is in the document, the server has been given. */
  isAccounted?: boolean
}

/** More than this is not worth merging, where all of it can be sent at once: Yjs encodes a document faster. */
const mergedAtMost = 512

/** What a session that begins sends first; undefined when it is too large to be sent. The server leaves out what it has,
 *  and acknowledges all of it: also what is on its way to the disk since an earlier session. */
export function planResend(options: ResendOptions): Resend[] | undefined {
  const { doc, pendings, stateVector, limit, isAccounted = false } = options
  const updates = pendings.map(({ update }) => update)
  if (updates.some(isNothing)) return differing(options)
  if (updates.length > mergedAtMost) {
    const difference = differing(options)
    if (difference !== undefined) return difference
  }
  const merged = mergeMany(updates)
  // What nobody accounts for: it was written by others beside us, or the note that it is not saved was lost in a crash.
  if (!isAccounted && holdsMoreThan(doc, stateVector, merged)) return differing(options)
  if (pendings.length === 0) return []
  if (merged.length <= limit) return [{ update: merged, covers: pendings }]
  if (updates.some(({ length }) => length > limit)) return differing(options)
  return inGroups(pendings, limit)
}

/** In their order, as many at once as may be sent at once. Each of them may. */
function inGroups(pendings: readonly Pending[], limit: number): Resend[] {
  const groups: Pending[][] = []
  let group: Pending[] = []
  let bytes = 0
  for (const pending of pendings) {
    if (group.length === 0 || bytes + pending.update.length > limit) {
      group = []
      groups.push(group)
      bytes = 0
    }
    group.push(pending)
    bytes += pending.update.length
  }
  return groups.flatMap(covers => {
    const update = mergeMany(covers.map(({ update }) => update))
    if (update.length <= limit) return [{ update, covers }]
    // Merged, they name what lies between them: a few bytes too many.
    return covers.map(pending => ({ update: pending.update, covers: [pending] }))
  })
}

/** What was written here goes in any case: under the same client ID the server may have what a copy of this client wrote, which the
 *  difference would not show, and must be able to say so. */
function differing({ doc, pendings, stateVector, limit }: ResendOptions): Resend[] | undefined {
  const difference = Y.encodeStateAsUpdate(doc, stateVector)
  const withWritten = Y.encodeStateAsUpdate(doc, withoutWritten(stateVector, pendings))
  const update = withWritten.length <= limit ? withWritten : difference
  return update.length <= limit ? [{ update, covers: pendings }] : undefined
}

function withoutWritten(stateVector: Uint8Array, pendings: readonly Pending[]): Uint8Array {
  const theirs = Y.decodeStateVector(stateVector)
  for (const { update } of pendings) {
    for (const [client, from] of Y.parseUpdateMeta(update).from) {
      theirs.set(client, Math.min(from, theirs.get(client) ?? 0))
    }
  }
  return encodeStateVector(theirs)
}
