import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { maxUpdateBytes } from '../../protocol/index.ts'
import { Outbox } from './outbox.ts'
import { planResend } from './plan-resend.ts'

const nothingYet = new Uint8Array([0])

/** A document, and what was written in it: of so many letters each. */
function written(sizes: readonly number[]) {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', update => updates.push(update))
  for (const [i, size] of sizes.entries()) doc.getArray('texts').push([`${i} ${'x'.repeat(size)}`])
  const pendings = updates.map((update, i) => ({ key: String(i), update }))
  return { doc, pendings }
}

/** 600 changes of 5 MiB in all: pictures, and much that was typed. */
const offline = () => written(Array.from({ length: 600 }, (_, i) => (i % 50 === 0 ? 440_000 : 10)))

it('sends many changes without a server that are too large for one update, and hears that all are saved', () => {
  const { doc, pendings } = offline()
  const server = new Y.Doc()
  const saved = new Set<string>()
  const outbox = new Outbox({
    doc,
    acknowledged: each => {
      for (const { key } of each) saved.add(key)
    },
    unblocked: () => {},
  })
  outbox.adopt(pendings)
  const sent: Uint8Array[] = []
  outbox.begin({ send: update => ({ session: 1, n: sent.push(update) }) }, nothingYet)
  expect(outbox.blocked).toBeUndefined()
  expect(sent.length).toBe(2)
  for (const [i, update] of sent.entries()) {
    expect(update.length).toBeLessThanOrEqual(maxUpdateBytes)
    Y.applyUpdate(server, update)
    outbox.acknowledge(1, i + 1)
  }
  expect(server.getArray('texts').toJSON()).toEqual(doc.getArray('texts').toJSON())
  expect(saved.size).toBe(600)
  expect(outbox.ledger.unsaved).toBe(0)
  outbox.close()
})

it('keeps the order of what it sends in parts, and covers every change once', () => {
  const { doc, pendings } = offline()
  const plan = planResend({ doc, pendings, stateVector: nothingYet, limit: 1_000_000 }) ?? []
  expect(plan.flatMap(({ covers }) => covers)).toEqual(pendings)
  expect(plan.length).toBeLessThan(10)
  const server = new Y.Doc()
  for (const { update } of plan) {
    expect(update.length).toBeLessThanOrEqual(1_000_000)
    Y.applyUpdate(server, update)
    expect(server.store.pendingStructs).toBeNull()
  }
})

it('sends a few changes that are too large for one update in as few as it can', () => {
  const { doc, pendings } = written([600, 10, 10, 600, 10])
  const plan = planResend({ doc, pendings, stateVector: nothingYet, limit: 1_000 }) ?? []
  expect(plan.map(({ covers }) => covers.length)).toEqual([3, 2])
})

it('sends in parts neither what stands for everything, nor what nobody accounts for, nor what is too large by itself', () => {
  const { doc, pendings } = offline()
  const whole = { key: 'whole', update: new Uint8Array(2) }
  const limit = 1_000_000
  const stateVector = nothingYet
  expect(planResend({ doc, pendings: [...pendings, whole], stateVector, limit })).toBeUndefined()
  expect(planResend({ doc, pendings: pendings.slice(0, -1), stateVector, limit })).toBeUndefined()
  expect(planResend({ doc, pendings, stateVector, limit: 100_000 })).toBeUndefined()
})

it('sends very many small changes as one', () => {
  const { doc, pendings } = written(Array.from({ length: 600 }, () => 10))
  const plan = planResend({ doc, pendings, stateVector: nothingYet, limit: maxUpdateBytes }) ?? []
  expect(plan.map(({ covers }) => covers.length)).toEqual([600])
})
