import { Client, type ClientConfig, types } from 'pg'

/** Reaching a server takes milliseconds; one that has not answered by now is not there. */
const connectWithinMs = 3000

/** How every connection is made. */
export function connectionTo(url: string): ClientConfig {
  return {
    connectionString: url,
    fallback_application_name: 'quire',
    connectionTimeoutMillis: connectWithinMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: { getTypeParser },
  }
}

/** Where an address leads, for people: never with its password. */
export interface Place {
  server: string
  database: string
  user: string
}

export function placeOf(url: string): Place {
  const { host, port, database = '', user = '' } = new Client(connectionTo(url))
  return { server: host.startsWith('/') ? host : `${host}:${port}`, database, user }
}

/**
 * What every session must be set to, whatever the server's own settings are: a commit returns when it is on the disk, and
 * a session whose node is gone or cut off keeps nobody else waiting for its locks; what is written and read means the same.
 */
export function sessionSettings({ statementWithinMs }: { statementWithinMs: number }): string {
  return [
    'SET synchronous_commit = on',
    "SET default_transaction_isolation = 'read committed'",
    "SET client_encoding = 'UTF8'",
    "SET bytea_output = 'hex'",
    `SET statement_timeout = ${statementWithinMs}`,
    'SET idle_in_transaction_session_timeout = 15000',
    'SET tcp_user_timeout = 10000',
    'SET tcp_keepalives_idle = 10',
    'SET tcp_keepalives_interval = 5',
    'SET tcp_keepalives_count = 2',
  ].join(';')
}

const oids = { bytea: 17, int8: 20, numeric: 1700 }

/** Numbers stay below 2^53, and come as numbers; bytes come as what they are in the rest of Quire. */
function getTypeParser(oid: number, format?: 'text' | 'binary') {
  if (format !== 'binary') {
    if (oid === oids.int8 || oid === oids.numeric) return Number
    if (oid === oids.bytea) return parseBytes
  }
  return types.getTypeParser(oid, format)
}

/** '\x0aff' */
function parseBytes(text: string): Uint8Array {
  const { buffer, byteOffset, length } = Buffer.from(text.slice(2), 'hex')
  return new Uint8Array(buffer, byteOffset, length)
}
