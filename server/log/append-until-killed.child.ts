// A process of its own for the tests of durability: four people write as fast as the log lets them, documents are folded
// all the while, and each acknowledgement is a line on stdout. It goes on until it is killed, or its
// disk fails.
//
//   node append-until-killed.child.ts DATABASE_FILE|DATABASE_URL honest|early [who]
import { writeSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import * as Y from 'yjs'
import type { Log } from './log.ts'
import { openLog } from './open-log.ts'

const [place = '', manners, who = ''] = process.argv.slice(2)
const log = await openLog({
  databaseUrl: place.startsWith('postgres:') ? place : undefined,
  path: place,
  onFatal: error => {
    writeSync(2, `fatal: ${error.message}\n`)
    process.exit(70)
  },
})
for (const documentId of ['document-a', 'document-b']) {
  await log.create(documentId)
  void foldForEver(log, documentId)
  for (const name of ['ann', 'bob']) void writeForEver(log, documentId, `${name}${who}`)
}

/** Each edit puts a word into the document, and the word into a line on stdout when it is said to be saved. */
async function writeForEver(log: Log, documentId: string, name: string): Promise<void> {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (let n = 1; ; n++) {
    const word = `${name}-${n}`
    doc.getText('text').insert(doc.getText('text').length, `${word} `)
    // At once and whole: a line that sat in a buffer when the process died would be an acknowledgement not checked.
    const acknowledge = () => writeSync(1, `${documentId} ${word}\n`)
    if (manners === 'early') {
      acknowledge()
      await pause(100)
    }
    for (const update of updates.splice(0)) await log.append(documentId, { session: 1, n, update })
    if (manners !== 'early') acknowledge()
  }
}

async function foldForEver(log: Log, documentId: string): Promise<void> {
  for (;;) {
    await log.compact(documentId)
    await pause(50)
  }
}
