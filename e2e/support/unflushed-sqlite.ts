import { DatabaseSync, type StatementSync } from 'node:sqlite'

// Loaded into a server before everything else, by `--import`: has its database commit without a flush, and say that it flushed.
// The control of the test of power cuts, which must find that out.
const { exec, prepare } = DatabaseSync.prototype

DatabaseSync.prototype.exec = function (this: DatabaseSync, sql: string): void {
  exec.call(this, sql.replace('synchronous = FULL', 'synchronous = NORMAL'))
}

DatabaseSync.prototype.prepare = function (this: DatabaseSync, sql: string): StatementSync {
  return prepare.call(this, sql === 'PRAGMA synchronous' ? 'SELECT 2 AS synchronous' : sql)
}
