import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { Kysely, SqliteAdapter, SqliteDialect, type SqliteStatement } from 'kysely'
import type { Schema } from '../schema.ts'

/** Kysely on `node:sqlite`, for all that is not hot. Closing `db` is its owner's affair. */
export function kyselyOn(db: DatabaseSync): Kysely<Schema> {
  const statements = new Map<string, SqliteStatement>()
  return new Kysely({
    dialect: new NodeSqliteDialect({
      database: {
        prepare(sql) {
          const statement = statements.get(sql) ?? (sql === 'rollback' ? rollback(db) : prepare(db, sql))
          statements.set(sql, statement)
          return statement
        },
        close: () => statements.clear(),
      },
    }),
  })
}

function prepare(db: DatabaseSync, sql: string): SqliteStatement {
  const statement = db.prepare(sql)
  return {
    reader: statement.columns().length > 0,
    all: parameters => statement.all(...parameters.map(bindable)),
    run: parameters => statement.run(...parameters.map(bindable)),
    iterate: parameters => statement.iterate(...parameters.map(bindable)),
  }
}

/** On some errors, a full disk among them, SQLite has rolled back by itself. That nothing is left to roll back must not
 *  take the place of the error that tells why. */
function rollback(db: DatabaseSync): SqliteStatement {
  const statement = prepare(db, 'rollback')
  const nothing = { changes: 0, lastInsertRowid: 0 }
  return { ...statement, run: parameters => (db.isTransaction ? statement.run(parameters) : nothing) }
}

function bindable(value: unknown): SQLInputValue {
  if (value === null || typeof value === 'number' || typeof value === 'bigint') return value
  if (typeof value === 'string' || value instanceof Uint8Array) return value
  throw new TypeError(`SQLite cannot hold a ${typeof value}`)
}

class NodeSqliteDialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter()
  }
}

class TransactionalAdapter extends SqliteAdapter {
  /** SQLite has always rolled back DDL; Kysely's own adapter says no, and would migrate outside a transaction. */
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}
