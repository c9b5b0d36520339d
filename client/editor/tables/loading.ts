import { lateCode } from '../late-code.ts'
import type { TablesModule } from './tables-module.ts'

// What reads, draws and edits tables comes with the first of them. Until it has come, a table is an empty place.
export const {
  get: tablesModule,
  load: loadTables,
  provide: provideTables,
  whenCome: whenTablesCome,
} = lateCode<TablesModule>(() => import('./index.ts'))

/** A table is there to be shown: whoever waits is told when it can be. */
export function wantTables(): void {
  // Who cannot fetch it now sees an empty place, and the next table asks for it again.
  loadTables().catch(() => undefined)
}
