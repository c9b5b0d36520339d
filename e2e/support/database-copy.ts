import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import * as Y from 'yjs'
import { unpackUpdates } from '../../protocol/index.ts'
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

/** What such a copy holds of a document. Removes the copy. */
export async function documentIn(copy: string, documentId: string): Promise<Y.Doc> {
  try {
    const log = await openSqliteLog({
      path: join(copy, 'quire.sqlite'),
      onFatal: error => {
        throw error
      },
    })
    const tail = await log.read(documentId, 0)
    await log.close()
    const doc = new Y.Doc()
    if (tail?.snapshot) Y.applyUpdateV2(doc, gunzipSync(tail.snapshot.bytes))
    for (const { update } of unpackUpdates(tail?.updates ?? new Uint8Array())) Y.applyUpdate(doc, update)
    return doc
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}
