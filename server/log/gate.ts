import { maxUpdateBytes } from '../../protocol/limits.ts'
import { findUnmetNeed } from './find-unmet-need.ts'
import { type Block, MalformedUpdate, readUpdate, UpdateHasGap, type UpdateShape } from './read-update.ts'
import { trimUpdate } from './trim-update.ts'

export type Admission = Admitted | NotAdmitted

export interface Admitted {
  ok: true
  /** What to append: the update, without the structs that the log has already. Its deletes are all there: which of them
   *  the log has, clocks do not tell, and deleting twice does no harm. */
  update: Uint8Array
  /** Each client's next expected clock once the update is in the log. */
  advance: ReadonlyArray<readonly [client: number, end: number]>
  /** False when the update holds nothing: there is nothing to append. */
  isNew: boolean
  /** Clients of whose structs the update holds some that the log has already. */
  resent: readonly number[]
  /** The root types that the update names, for whoever counts a document's. */
  roots: ReadonlySet<string>
  /** What it adds, and what it weighs at most (see `weigh`). */
  blocks: readonly Block[]
  weight: number
}

export interface NotAdmitted {
  ok: false
  reason: 'malformed' | 'too-large' | 'resync' | 'fork'
  detail: string
}

/** Decides whether an update may be appended to a log that has everything below `clocks` (the next expected clock of
 *  each Yjs client). One malformed update in the log would poison every later reader; one that leaves a hole would stay
 *  pending in every reader, for ever.
 *
 *  `clocks` stays as it is. The caller applies `advance` before it asks about the document's next update, and when an
 *  append then fails, reads the log's clocks anew: they must never run ahead of it.
 *
 *  What bytes and clocks cannot tell: whether something sent again is what the log has there, and whether an origin is
 *  where a person could have seen it (a lie may put a text elsewhere for those who load it later). How much a document
 *  may hold, and who may write under which client ID, `DocumentGate` decides. */
export function admit(update: Uint8Array, clocks: ReadonlyMap<number, number>): Admission {
  if (update.length > maxUpdateBytes) return refuse('too-large', `${update.length} bytes`)
  try {
    return admitShape(update, readUpdate(update), clocks)
  } catch (error) {
    if (error instanceof UpdateHasGap) return refuse('resync', error.message)
    if (error instanceof MalformedUpdate) return refuse('malformed', error.message)
    throw error
  }
}

type Clocks = ReadonlyMap<number, number>
type NewShape = Omit<UpdateShape, 'deletesAt' | 'objection' | 'structs'> & Pick<Admitted, 'resent'>

function admitShape(update: Uint8Array, shape: UpdateShape, clocks: Clocks): Admission {
  if (shape.objection !== undefined) return refuse('malformed', shape.objection)
  const resent: number[] = []
  for (const { client, start } of shape.blocks) {
    const expected = clocks.get(client) ?? 0
    if (start > expected) return refuse('resync', `client ${client} is at ${expected}, not ${start}`)
    if (start < expected) resent.push(client)
  }
  if (resent.length === 0) return admitNew(update, { ...shape, resent }, clocks)
  const rest = trimUpdate(update, shape, clocks)
  // What the log has weighs nothing once more: somebody may send a large document again with a word.
  return admitNew(rest.update, { ...shape, resent, blocks: rest.blocks, weight: rest.weight }, clocks)
}

function admitNew(
  update: Uint8Array,
  { blocks, deletes, roots, weight, resent }: NewShape,
  clocks: Clocks,
): Admission {
  const unmet = findUnmetNeed(blocks, clocks)
  if (unmet?.because === 'circular') {
    return refuse('malformed', `${unmet.clock} of client ${unmet.client} waits for itself`)
  }
  if (unmet) return refuse('resync', `nothing is known at ${unmet.clock} of client ${unmet.client}`)
  // Both lists run from the highest client down.
  let next = 0
  for (const { client, end } of deletes) {
    while ((blocks[next]?.client ?? -1) > client) next++
    const block = blocks[next]
    const known = block?.client === client ? block.end : (clocks.get(client) ?? 0)
    if (end > known) return refuse('resync', `deletes up to ${end} of client ${client}, known to ${known}`)
  }
  const advance = blocks.map(block => [block.client, block.end] as const)
  const isNew = blocks.length > 0 || deletes.length > 0
  return { ok: true, update, advance, isNew, resent, roots, blocks, weight }
}

function refuse(reason: NotAdmitted['reason'], detail: string): NotAdmitted {
  return { ok: false, reason, detail }
}
