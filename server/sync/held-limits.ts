import { maxUpdateBytes } from '../../protocol/index.ts'

/** What one session may have waiting, for whatever reason. */
export const maxHeldBytes = 2 * maxUpdateBytes
export const maxHeldUpdates = 1_000
