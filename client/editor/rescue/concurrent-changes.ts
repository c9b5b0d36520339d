import * as Y from 'yjs'

export type DeleteSet = Y.Transaction['deleteSet']

/** What a person's updates insert and delete, as far as it says itself: what goes down with a deleted block unseen is not in it. */
export class Change {
  readonly #decoded: ReturnType<typeof Y.decodeUpdate>

  constructor(decoded: ReturnType<typeof Y.decodeUpdate>) {
    this.#decoded = decoded
  }

  get deleted(): DeleteSet {
    return this.#decoded.ds
  }

  /** The pieces of text that it inserts. */
  get texts(): Y.Item[] {
    return this.#decoded.structs.filter(isText)
  }

  inserts({ client, clock }: Y.ID): boolean {
    return this.#decoded.structs.some(
      struct =>
        struct instanceof Y.Item &&
        struct.id.client === client &&
        struct.id.clock <= clock &&
        clock < struct.id.clock + struct.length,
    )
  }

  deletes(id: Y.ID): boolean {
    return Y.isDeleted(this.#decoded.ds, id)
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

export function isText(struct: unknown): struct is Y.Item & { content: Y.ContentString } {
  return struct instanceof Y.Item && struct.content instanceof Y.ContentString
}

function read(update: Uint8Array): Change {
  return new Change(Y.decodeUpdate(update))
}
