/** What one update may hold. No document that people write comes near; each number stands for an attack that it ends. */

/** Structs, and ranges of deletes. Yjs allocates per struct, and splits its lists once per range. */
export const maxStructs = 100_000
/** Following the references of each to the others takes the longest of all. */
export const maxClients = 20_000
/** Yjs draws client IDs as random uint32. */
export const maxClient = 2 ** 32 - 1
export const maxClock = 2 ** 31
/** Objects and arrays within each other in one value: `JSON.stringify` overflows the stack where `JSON.parse` does not. */
export const maxNesting = 32
export const maxRootTypes = 64
export const maxRootNameBytes = 64
/** Deleting does not give a root type back: the last of them only the document's owner begins, so that no editor leaves it full for good.
 *  The warning counts up to here. */
export const maxRootTypesOfEditors = 48
/** Those of Quire's own documents have a place whatever else is there. */
export const ownRootTypes: ReadonlySet<string> = new Set(['title', 'content'])

/** What one document may hold, besides its bytes. Beyond, whoever loads it waits for long, and the thread that folds it runs out of
 *  memory (of 512 MB, at some 1.5 million). It still opens, and takes deletes. */
export { maxDocumentBytes } from '../../protocol/limits.ts'
export const maxDocumentWeight = 1_000_000

/** How many structs take as much memory in Yjs, of some 300 bytes each: a type has a few maps, a subdocument two dozen. */
export function weigh(counts: {
  structs: number
  types: number
  subdocuments: number
  values: number
}): number {
  const { structs, types, subdocuments, values } = counts
  return structs + 2 * types + 8 * subdocuments + Math.ceil(values / 4)
}

/** Yjs clients that ever wrote: one for each page that was opened and typed in. Each costs every reader of a state vector
 *  ten bytes. */
export const maxDocumentClients = 50_000
/** Types within each other. Editors and Yjs follow them by recursion: the stack ends at some 1,500. */
export const maxDepth = 100
/** What lies no deeper than this is not kept account of; nor are more runs than these of what lies deeper. */
export const shallowDepth = 16
export const maxDeepRuns = 10_000
