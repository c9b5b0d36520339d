import { expect, it, onTestFinished, vi } from 'vitest'
import * as Y from 'yjs'
import type { DocumentState, Log } from '../log/log.ts'
import { emptyOutline } from '../log/outline.ts'
import { maxDepth, maxDocumentBytes } from '../log/update-limits.ts'
import { Intake } from './intake.ts'
import { LogFollower } from './log-follower.ts'
import { openMemoryLog } from './testing/memory-log.ts'

const documentId = 'the-document'
const full: DocumentState = {
  head: 0,
  clocks: new Map(),
  outline: { ...emptyOutline, bytes: maxDocumentBytes },
}

/** What one node does with updates of a document that its log first describes so. */
function node(log: Log, state: DocumentState) {
  const told = { committed: 0, refused: vi.fn(), broke: vi.fn() }
  const follower = new LogFollower(documentId, state, { log, found() {}, skipped() {}, failed: told.broke })
  onTestFinished(() => follower.close())
  const intake = new Intake({
    documentId,
    log,
    follower,
    people: () => 1,
    committed: () => void told.committed++,
    repeated() {},
    refused: told.refused,
    broke: told.broke,
  })
  let n = 0
  const submit = (update: Uint8Array) =>
    intake.submit({ writer: { session: 1, author: 'ann' }, n: ++n, update })
  return { follower, submit, told }
}

function edit(change: (doc: Y.Doc) => void, doc = new Y.Doc()): Uint8Array {
  const before = Y.encodeStateVector(doc)
  change(doc)
  return Y.encodeStateAsUpdate(doc, before)
}

const hello = edit(doc => doc.getText('text').insert(0, 'hello'))

it('RELIABILITY 25: says of a full document that it is, and takes more once the log knows that it is not', async () => {
  let state = full
  const log = { ...openMemoryLog(async () => {}), state: async () => state }
  const { submit, follower, told } = node(log, full)
  const refusal = { ok: false, reason: 'too-large', detail: expect.stringContaining('no room') }
  expect(submit(hello)).toMatchObject(refusal)
  await vi.waitUntil(() => !follower.gate.isStale)
  expect(submit(hello)).toMatchObject(refusal)
  // People have deleted, and it was folded.
  await vi.waitUntil(() => !follower.gate.isStale)
  state = { head: 0, clocks: new Map(), outline: emptyOutline }
  expect(submit(hello)).toMatchObject(refusal)
  await vi.waitUntil(() => !follower.gate.isStale)
  expect(submit(hello)).toBeUndefined()
  await vi.waitUntil(() => told.committed === 1)
  expect(told.broke).not.toHaveBeenCalled()
})

it('RELIABILITY 21: knows how deep a document is that another node has made so', async () => {
  const log = openMemoryLog(async () => {})
  const [here, there] = [node(log, { head: 0, clocks: new Map() }), node(log, { head: 0, clocks: new Map() })]
  const doc = new Y.Doc()
  let innermost = doc.getArray<unknown>('array')
  const deepen = () => {
    const next = new Y.Array<unknown>()
    innermost.insert(0, [next])
    innermost = next
  }
  for (let i = 0; i < maxDepth - 20; i++) expect(there.submit(edit(deepen, doc))).toBeUndefined()
  await vi.waitUntil(() => there.told.committed === maxDepth - 20)
  await here.follower.catchUp()
  const deeper = edit(() => {
    for (let i = 0; i < 21; i++) deepen()
  }, doc)
  expect(here.submit(deeper)).toMatchObject({ ok: false, reason: 'too-large' })
})
