import * as Y from 'yjs'

/** Which characters went where: those that were brought back, as far as this window has seen it, each by its ID. */
export class Copies {
  readonly #copies = new Map<string, Y.ID>()
  readonly #writers = new Map<string, number>()

  add(original: Y.ID, copy: Y.ID): void {
    this.#copies.set(nameOf(original), copy)
    this.#writers.set(nameOf(copy), this.writerOf(original) ?? original.client)
  }

  of(original: Y.ID): Y.ID | undefined {
    return this.#copies.get(nameOf(original))
  }

  /** Under which client ID it was written at first what is a copy now. */
  writerOf(copy: Y.ID): number | undefined {
    return this.#writers.get(nameOf(copy))
  }

  /**
   * The first of those that a copy stands behind, though it should stand before them: what its writer went on with at this place, not
   * knowing of the copy yet. Yjs puts what comes to one place at once in the order of client IDs.
   */
  overtakenBy(copy: Y.ID, { store }: Y.Doc): Y.Item | undefined {
    const writer = this.writerOf(copy)
    const item: unknown = Y.getItem(store, copy)
    let first: Y.Item | undefined
    if (!(item instanceof Y.Item) || item.id.clock !== copy.clock || copy.client === writer) return undefined
    // What was there already when the copy was written stands before it by right.
    for (let left = item.left; left !== null && !isOriginOf(item, left); left = left.left) {
      const { rightOrigin } = left
      const isConcurrent = rightOrigin === null || this.writerOf(rightOrigin) === undefined
      // What was written between the two goes along.
      if (left.id.client === writer) first = isConcurrent && !left.deleted ? left : first
      else if (!left.deleted || item.deleted) break
    }
    return first
  }
}

function isOriginOf({ origin }: Y.Item, { id, length }: Y.Item): boolean {
  return origin?.client === id.client && origin.clock >= id.clock && origin.clock < id.clock + length
}

export function nameOf({ client, clock }: Y.ID): string {
  return `${client}:${clock}`
}
