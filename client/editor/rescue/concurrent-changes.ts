import * as Y from 'yjs'

export type DeleteSet = Y.Transaction['deleteSet']

/** What a person's updates insert and delete, as far as it says itself: what goes down with a deleted block unseen is not in it. */
export class Change {
  readonly deleted: DeleteSet
  /** The pieces of text that it inserts. */
  readonly texts: readonly Y.Item[]
  /** What it inserts, of each client in the order of clocks. */
  readonly #inserted = new Map<number, { from: number; to: number }[]>()

  constructor({ structs, ds }: ReturnType<typeof Y.decodeUpdate>) {
    this.deleted = ds
    this.texts = structs.filter(isText)
    for (const struct of structs) {
      if (!(struct instanceof Y.Item)) continue
      const { client, clock } = struct.id
      const ranges = this.#inserted.get(client) ?? []
      this.#inserted.set(client, ranges)
      const last = ranges.at(-1)
      if (last?.to === clock) last.to += struct.length
      else ranges.push({ from: clock, to: clock + struct.length })
    }
  }

  inserts({ client, clock }: Y.ID): boolean {
    const ranges = this.#inserted.get(client) ?? []
    let [low, high] = [0, ranges.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((ranges[middle]?.to ?? 0) <= clock) low = middle + 1
      else high = middle
    }
    return (ranges[low]?.from ?? Number.POSITIVE_INFINITY) <= clock
  }

  deletes(id: Y.ID): boolean {
    return Y.isDeleted(this.deleted, id)
  }
}

/** A change, with its place in the log: among those of the others that come in now, or behind all of them. */
export interface Placed {
  change: Change
  at: number
}

export interface ConcurrentChanges {
  others: readonly Placed[]
  own: readonly Placed[]
}

/** One step of what comes in: see `QuireProvider.arriving`. */
export type ArrivingStep =
  | { snapshot: Uint8Array }
  | { update: Uint8Array }
  | { saved: readonly { update: Uint8Array }[] }

export interface Concurrency {
  /** What a transaction brings in, in the log's order; undefined: it is none of the provider's. */
  arriving: (transaction: Y.Transaction) => readonly ArrivingStep[] | undefined
  /** One's own changes that the log does not have yet. */
  unsaved: () => readonly Uint8Array[]
}

export function readConcurrentChanges(
  arriving: readonly ArrivingStep[],
  unsaved: readonly Uint8Array[],
): ConcurrentChanges {
  const others: Placed[] = []
  const own: Placed[] = []
  for (const [at, step] of arriving.entries()) {
    if ('snapshot' in step) others.push({ change: new Change(Y.decodeUpdateV2(step.snapshot)), at })
    else if ('update' in step) others.push({ change: read(step.update), at })
    else for (const { update } of step.saved) own.push({ change: read(update), at })
  }
  for (const update of unsaved) own.push({ change: read(update), at: Number.POSITIVE_INFINITY })
  return { others, own }
}

export type TextItem = Y.Item & { content: Y.ContentString }

export function isText(struct: unknown): struct is TextItem {
  return struct instanceof Y.Item && struct.content instanceof Y.ContentString
}

function read(update: Uint8Array): Change {
  return new Change(Y.decodeUpdate(update))
}
