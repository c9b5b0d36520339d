import type { TablesModule } from './tables-module.ts'

// What reads, draws and edits tables comes with the first of them. Until it has come, a table is an empty place.

let loaded: TablesModule | undefined
let loading: Promise<unknown> | undefined
const waiting = new Set<() => void>()

export function tablesModule(): TablesModule | undefined {
  return loaded
}

/** Rejects where the code cannot be fetched; asked again, it tries again. */
export async function loadTables(): Promise<void> {
  loading ??= import('./index.ts')
  try {
    await loading
  } catch (error) {
    loading = undefined
    throw error
  }
}

/** A table is there to be shown: whoever waits is told when it can be. */
export function wantTables(): void {
  // Who cannot fetch it now sees an empty place, and the next table asks for it again.
  loadTables().catch(() => undefined)
}

export function provideTables(module: TablesModule): void {
  loaded = module
  for (const tell of waiting) tell()
  waiting.clear()
}

/** Calls `listener` once the code has come; at once, where it is there. Returns its own undo. */
export function whenTablesCome(listener: () => void): () => void {
  if (loaded === undefined) waiting.add(listener)
  return () => waiting.delete(listener)
}
