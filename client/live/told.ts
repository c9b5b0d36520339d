/** How a document is made of what one has of it: pieces that are new, and places from and up to which one has them. */
export type Recipe = readonly (string | readonly [from: number, upTo: number])[]

/** What the server tells of a document (`as=blocks`). */
export interface Told {
  epoch: string
  seq: number
  title: string
  /** Names what it is made of. */
  is: string
  /** What it is made from, by that name; null: from nothing. */
  from: string | null
  blocks: Recipe
}

/** A document as it was told. */
export interface Known {
  epoch: string
  seq: number
  is: string
  title: string
  pieces: readonly string[]
}

/** Undefined: it begins with what one has not got. */
export function learn(known: Known | undefined, told: Told): Known | undefined {
  // A node that has not heard of it yet.
  if (known?.epoch === told.epoch && told.seq < known.seq) return known
  if (told.from !== null && told.from !== known?.is) return undefined
  const before = told.from === null ? [] : (known?.pieces ?? [])
  const pieces = told.blocks.flatMap(step => (typeof step === 'string' ? [step] : before.slice(...step)))
  const { epoch, seq, is, title } = told
  return { epoch, seq, is, title, pieces }
}

/** Elements that are in no other one, each as it is written. */
export function blocksOf(pieces: readonly string[]): string[] {
  const blocks: string[] = []
  let begun = ''
  for (const piece of pieces) {
    begun += piece
    if (!piece.endsWith('\n')) continue
    blocks.push(begun)
    begun = ''
  }
  return begun === '' ? blocks : [...blocks, begun]
}

/** @throws {TypeError} it is nothing that a server of ours would say */
export function readTold(text: string): Told {
  const read: unknown = JSON.parse(text)
  if (typeof read !== 'object' || read === null || !('blocks' in read) || !Array.isArray(read.blocks))
    throw new TypeError('that is no document')
  return read as Told
}
