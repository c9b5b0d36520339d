import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import type { Status } from '../../sync/status.ts'
import { type Cell, cell } from '../parts/observable.ts'
import { type Closable, DocumentsInUse } from './documents-in-use.ts'

class FakeDocument implements Closable {
  readonly status: Cell<Status>
  readonly unsaid = cell({ waiting: 0, unkept: 0 })
  closed = false

  constructor(status: Status = { state: 'live', transport: 'websocket', unsaved: 0, keptOnDevice: true }) {
    this.status = cell(status)
  }

  unsaved(unsaved: number): void {
    this.status.set({ ...this.status.get(), unsaved })
  }

  async close(): Promise<void> {
    this.closed = true
  }
}

const id = 'document-1'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('closes a saved document when its page is left', () => {
  const { opened, release } = new DocumentsInUse(() => new FakeDocument()).acquire(id)
  release()
  vi.runAllTimers()
  expect(opened.closed).toBe(true)
})

it('goes on saving after the page was left, and closes then', () => {
  const { opened, release } = new DocumentsInUse(() => new FakeDocument()).acquire(id)
  opened.unsaved(2)
  release()
  vi.runAllTimers()
  expect(opened.closed).toBe(false)
  opened.unsaved(0)
  expect(opened.closed).toBe(true)
})

it('goes on sending what was said beside it after the page was left, and closes then', () => {
  const documents = new DocumentsInUse(() => new FakeDocument())
  const { opened, release } = documents.acquire(id)
  opened.unsaid.set({ waiting: 1, unkept: 0 })
  expect(documents.hasUnkeptEdits()).toBe(false)
  opened.unsaid.set({ waiting: 1, unkept: 1 })
  expect(documents.hasUnkeptEdits()).toBe(true)
  release()
  vi.runAllTimers()
  expect(opened.closed).toBe(false)
  opened.unsaid.set({ waiting: 0, unkept: 0 })
  expect(opened.closed).toBe(true)
})

it('gives back the same document to who returns before it is saved', () => {
  const documents = new DocumentsInUse(() => new FakeDocument())
  const { opened, release } = documents.acquire(id)
  opened.unsaved(1)
  release()
  vi.runAllTimers()
  const again = documents.acquire(id)
  opened.unsaved(0)
  expect(again.opened).toBe(opened)
  expect(opened.closed).toBe(false)
})

it('does not close a document that is released and acquired in one breath', () => {
  const documents = new DocumentsInUse(() => new FakeDocument())
  const first = documents.acquire(id)
  first.release()
  const second = documents.acquire(id)
  vi.runAllTimers()
  expect(second.opened).toBe(first.opened)
  expect(first.opened.closed).toBe(false)
})

it('opens anew after it was closed', () => {
  const documents = new DocumentsInUse(() => new FakeDocument())
  const first = documents.acquire(id)
  first.release()
  vi.runAllTimers()
  expect(documents.acquire(id).opened).not.toBe(first.opened)
})

it('asks before leaving only for words that are nowhere else', () => {
  const kept = new DocumentsInUse(
    () => new FakeDocument({ state: 'offline', unsaved: 1, keptOnDevice: true }),
  )
  kept.acquire(id)
  expect(kept.hasUnkeptEdits()).toBe(false)

  const notKept = new DocumentsInUse(
    () => new FakeDocument({ state: 'offline', unsaved: 0, keptOnDevice: false }),
  )
  const { opened, release } = notKept.acquire(id)
  expect(notKept.hasUnkeptEdits()).toBe(false)
  opened.unsaved(1)
  expect(notKept.hasUnkeptEdits()).toBe(true)
  release()
  vi.runAllTimers()
  expect(notKept.hasUnkeptEdits()).toBe(true)
})

it('gives whoever shows a document the one in which it goes on, and closes the first', () => {
  const forks: ((doc: Y.Doc) => void)[] = []
  const before: (FakeDocument | undefined)[] = []
  const documents = new DocumentsInUse<FakeDocument>((_, { forked, forks: of }) => {
    forks.push(forked)
    before.push(of?.before)
    return new FakeDocument()
  })
  const replaced = vi.fn()
  const { opened, release } = documents.acquire(id, replaced)
  opened.unsaved(3)
  forks[0]?.(new Y.Doc())
  expect(opened.closed).toBe(true)
  // With what it was opened: the link's key is nowhere else by then.
  expect(before).toEqual([undefined, opened])
  const next = documents.acquire(id).opened
  expect(replaced.mock.calls).toEqual([[next]])
  expect(next).not.toBe(opened)
  release()
  vi.runAllTimers()
  expect(next.closed).toBe(false)
})
