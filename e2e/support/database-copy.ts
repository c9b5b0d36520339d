import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import * as Y from 'yjs'
import { unpackUpdates } from '../../protocol/index.ts'
import type { Log, Tail } from '../../server/log/log.ts'
import { openSqliteLog } from '../../server/log/sqlite-log.ts'

/** The database of a server that was just killed, put aside as it is. */
export function copyOfDatabase(dataDir: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'quire-copy-'))
  for (const file of readdirSync(dataDir)) {
    // The index of the write-ahead log is rebuilt from the log itself; after a crash it is not to be trusted.
    if (/^quire\.sqlite(-wal)?$/.test(file)) cpSync(join(dataDir, file), join(copy, file))
  }
  return copy
}

/** Opens such a copy as the server would. Removes it afterwards. */
export async function withLogIn<T>(copy: string, use: (log: Log) => Promise<T>): Promise<T> {
  try {
    const log = await openSqliteLog({
      path: join(copy, 'quire.sqlite'),
      onFatal: error => {
        throw error
      },
    })
    const result = await use(log)
    await log.close()
    return result
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

/** What such a copy holds of a document. Removes the copy. */
export function documentIn(copy: string, documentId: string): Promise<Y.Doc> {
  return withLogIn(copy, async log => {
    const doc = new Y.Doc()
    applyTail(doc, await log.read(documentId, 0))
    return doc
  })
}

/** What a client does with an answer to `open`. */
export function applyTail(doc: Y.Doc, tail: Tail | undefined): void {
  if (tail?.snapshot) Y.applyUpdateV2(doc, gunzipSync(tail.snapshot.bytes))
  for (const { update } of unpackUpdates(tail?.updates ?? new Uint8Array())) Y.applyUpdate(doc, update)
}
