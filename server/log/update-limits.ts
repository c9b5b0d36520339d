/** What one update may hold. No document that people write comes near; each number stands for an attack that it ends. */

/** Structs, and ranges of deletes. Yjs allocates per struct, and splits its lists once per range. */
export const maxStructs = 100_000
/** Yjs draws client IDs as random uint32. */
export const maxClient = 2 ** 32 - 1
export const maxClock = 2 ** 31
/** Objects and arrays within each other in one value: `JSON.stringify` overflows the stack where `JSON.parse` does not. */
export const maxNesting = 32
export const maxRootTypes = 64
export const maxRootNameBytes = 64
