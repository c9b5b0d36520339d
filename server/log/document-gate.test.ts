import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { DocumentGate } from './document-gate.ts'
import { clocksOf, load } from './gated-log.corpus.ts'
import { emptyOutline, type Outline } from './outline.ts'
import { outlineOf } from './outline-of.ts'
import {
  all,
  behind,
  block,
  byte,
  deletes,
  inRoot,
  inType,
  ranges,
  string,
  update,
} from './update-bytes.corpus.ts'
import {
  maxClient,
  maxClients,
  maxDeepRuns,
  maxDepth,
  maxDocumentBytes,
  maxDocumentClients,
  maxDocumentWeight,
  maxRootTypes,
  maxRootTypesOfEditors,
  shallowDepth,
} from './update-limits.ts'

const newGate = (outline: Partial<Outline> = {}, clocks = new Map<number, number>()) =>
  new DocumentGate({ clocks, outline: { ...emptyOutline, ...outline } })
const letter = (root = 'text') => inRoot(4, string('a'), root)
const typed = update(block(9, 0, letter()))
const noRoom = { ok: false, reason: 'too-large' }

/** Takes it as the log would. */
function offer(gate: DocumentGate, update: Uint8Array): boolean {
  const admission = gate.admit(update)
  if (admission.ok) gate.take(admission)
  else expect(admission).toMatchObject(noRoom)
  return admission.ok
}

/** As another process finds the document: from what its log holds, folded, with as many of the newest updates behind it. */
function reopened(updates: readonly Uint8Array[], unfolded = 0): DocumentGate {
  const doc = load(...updates.slice(0, updates.length - unfolded))
  const gate = new DocumentGate({ clocks: clocksOf(doc), outline: outlineOf(doc, 0) })
  for (const update of updates.slice(updates.length - unfolded)) gate.learn(update)
  return gate
}

describe('RELIABILITY 25: a document that is full', () => {
  const full: Record<string, DocumentGate> = {
    'of bytes': newGate({ bytes: maxDocumentBytes }, new Map([[7, 10]])),
    'of pieces': newGate({ weight: maxDocumentWeight }, new Map([[7, 10]])),
    'of clients': newGate({}, new Map(Array.from({ length: maxDocumentClients }, (_, i) => [100 + i, 1]))),
  }

  it.each(Object.entries(full))('%s takes no more, and says so', (_, gate) => {
    expect(gate.admit(typed)).toMatchObject({
      ...noRoom,
      detail: expect.stringMatching(/^the document has no room for \d+ /),
    })
  })

  it('still takes deletes, and what it has already', () => {
    const gate = newGate({ bytes: maxDocumentBytes }, new Map([[9, 1]]))
    expect(gate.admit(typed)).toMatchObject({ ok: true, isNew: false })
    expect(gate.admit(deletes(ranges(9, 0, 1)))).toMatchObject({ ok: true, isNew: true })
  })

  it('counts nothing twice that is sent again', () => {
    const much = Array.from({ length: 60_000 }, (_, i) =>
      i === 0 ? letter() : behind(9, i - 1, 4, string('a')),
    )
    const gate = newGate({ weight: maxDocumentWeight - 60_010 })
    expect(offer(gate, update(block(9, 0, ...much)))).toBe(true)
    expect(offer(gate, update(block(9, 0, ...much, behind(9, 59_999, 4, string('b')))))).toBe(true)
    expect(gate.outline.weight).toBe(maxDocumentWeight - 9)
  })

  it('takes more from the clients that it knows when there are too many of them', () => {
    const clocks = new Map(Array.from({ length: maxDocumentClients }, (_, i) => [i, 1]))
    expect(newGate({}, clocks).admit(update(block(9, 1, behind(9, 0, 4, string('b'))))).ok).toBe(true)
  })

  it('counts what comes together', () => {
    const gate = newGate({}, new Map(Array.from({ length: maxDocumentClients - 1 }, (_, i) => [100 + i, 1])))
    expect(gate.admit(update(block(9, 0, letter()), block(8, 0, letter())))).toMatchObject(noRoom)
    expect(gate.admit(typed).ok).toBe(true)
  })

  it('takes more once the log knows that it has become smaller', () => {
    const gate = newGate({ bytes: maxDocumentBytes })
    expect(gate.isStale).toBe(false)
    gate.admit(typed)
    expect(gate.isStale).toBe(true)
    gate.renew({ clocks: new Map(), outline: emptyOutline })
    expect({ isStale: gate.isStale, ok: gate.admit(typed).ok }).toEqual({ isStale: false, ok: true })
  })

  it('is asked for anew long before it seems full: letters that are typed one by one become less', () => {
    const gate = newGate()
    let clock = 0
    while (!gate.isStale) {
      const next = clock === 0 ? letter() : behind(9, clock - 1, 4, string('a'))
      expect(offer(gate, update(block(9, clock++, next)))).toBe(true)
    }
    expect(gate.outline.weight).toBeLessThan(maxDocumentWeight / 4)
  })
})

describe('a log of an earlier version', () => {
  it('is read, whatever would not come in any more', () => {
    const script = all(string('link'), string('{"href":"javascript:alert(1)"}'))
    const old = [
      update(block(9, 0, inRoot(6, script))),
      update(block(8, 0, letter('constructor'))),
      update(...Array.from({ length: maxClients + 1 }, (_, i) => block(maxClient - i, 0, letter()))),
    ]
    const gate = newGate()
    for (const each of old) {
      expect(gate.admit(each)).toMatchObject({ ok: false, reason: 'malformed' })
      gate.learn(each)
    }
    expect(gate.clocks.size).toBe(maxClients + 3)
  })
})

describe('RELIABILITY 21: root types', () => {
  it('may be 64 in a document, in however many updates they come', () => {
    const gate = newGate()
    for (let i = 0; i < maxRootTypes; i++) {
      expect(offer(gate, update(block(9, i, letter(`root ${i}`))))).toBe(true)
    }
    expect(offer(gate, update(block(9, maxRootTypes, letter('one more'))))).toBe(false)
    expect(offer(gate, update(block(9, maxRootTypes, letter('root 3'))))).toBe(true)
  })

  it('leave the owner some that no editor can take, and Quire its own, and tell before they are all taken', () => {
    const gate = newGate()
    const [editor, owner] = [
      { session: 1, author: 'mallory' },
      { session: 1, author: 'mallory', isOwner: true },
    ]
    const shares: number[] = []
    for (let i = 0; i < maxRootTypesOfEditors; i++) {
      const admission = gate.admit(update(block(9, i, letter(`root ${i}`))), editor)
      if (admission.ok) gate.take(admission, editor)
      shares.push(gate.share)
    }
    expect(shares[Math.ceil(maxRootTypesOfEditors * 0.8) - 1]).toBeGreaterThanOrEqual(0.8)
    expect(shares.at(-1)).toBe(1)
    const more = (root: string) => update(block(9, maxRootTypesOfEditors, letter(root)))
    expect(gate.admit(more('one more'), editor)).toMatchObject(noRoom)
    expect(gate.admit(more('one more'), owner).ok).toBe(true)
    for (const root of ['title', 'content']) expect(gate.admit(more(root), editor).ok).toBe(true)
  })

  it('are counted across folding and reopening', () => {
    const updates = Array.from({ length: maxRootTypes }, (_, i) => update(block(9, i, letter(`root ${i}`))))
    for (const unfolded of [0, 10, maxRootTypes]) {
      const gate = reopened(updates, unfolded)
      expect(gate.outline.roots.size).toBe(maxRootTypes)
      expect(offer(gate, update(block(9, maxRootTypes, letter('one more'))))).toBe(false)
    }
  })
})

describe('RELIABILITY 21: types within each other', () => {
  const array = byte(0)
  const inRootArray = inRoot(7, array, 'array')
  const nested = (clock: number) => (clock === 0 ? inRootArray : inType(9, clock - 1, 7, array))

  it('may be 100 deep when they come together', () => {
    const levels = (count: number) =>
      update(block(9, 0, ...Array.from({ length: count }, (_, i) => nested(i))))
    expect(newGate().admit(levels(maxDepth)).ok).toBe(true)
    expect(newGate().admit(levels(maxDepth + 1))).toMatchObject(noRoom)
    expect(newGate().admit(levels(50_000))).toMatchObject(noRoom)
  })

  it('may be 100 deep when they come one by one, however often the document is folded and opened meanwhile', () => {
    for (const unfoldedAtMost of [0, 3, 40]) {
      const updates: Uint8Array[] = []
      let gate = newGate()
      for (let clock = 0; clock <= maxDepth; clock++) {
        if (clock % 5 === 0) gate = reopened(updates, Math.min(unfoldedAtMost, updates.length))
        const level = update(block(9, clock, nested(clock)))
        if (!offer(gate, level)) break
        updates.push(level)
      }
      // Where nothing is known of what is not deep, it is taken for as deep as that.
      expect(updates.length).toBeGreaterThanOrEqual(maxDepth - shallowDepth)
      expect(updates.length).toBeLessThanOrEqual(maxDepth)
    }
  })

  it('are found behind what stands beside them, in whatever order clients come', () => {
    // Each client's block needs that of the next lower one, and its text stands beside the type that the next goes into.
    const clients = Array.from({ length: maxDepth + 1 }, (_, i) => 1000 - i)
    const blocks = clients.map((client, i) =>
      i === clients.length - 1
        ? block(client, 0, inRootArray, behind(client, 0, 4, string('a')))
        : block(client, 0, inType(client - 1, 0, 7, array), behind(client, 0, 4, string('a'))),
    )
    expect(newGate().admit(update(...blocks.slice(1))).ok).toBe(true)
    expect(newGate().admit(update(...blocks))).toMatchObject(noRoom)
  })

  it('are no deeper for standing behind each other', () => {
    const chain = Array.from({ length: 5_000 }, (_, i) =>
      i === 0 ? inRootArray : behind(9, i - 1, 7, array),
    )
    expect(newGate().admit(update(block(9, 0, ...chain))).ok).toBe(true)
  })

  it('may stand beside and behind the deepest, but not in it', () => {
    const gate = newGate()
    expect(offer(gate, update(block(9, 0, ...Array.from({ length: maxDepth }, (_, i) => nested(i)))))).toBe(
      true,
    )
    const last = maxDepth - 1
    expect(offer(gate, update(block(8, 0, inType(9, last, 4, string('a')))))).toBe(false)
    expect(offer(gate, update(block(8, 0, behind(9, last, 7, array))))).toBe(true)
    expect(offer(gate, update(block(7, 0, inType(8, 0, 7, array))))).toBe(false)
    expect(offer(gate, deletes(ranges(9, 0, maxDepth)))).toBe(true)
  })

  it('may be deeper in a document of an earlier version, which then grows no deeper', () => {
    const updates = Array.from({ length: 400 }, (_, i) => update(block(9, i, nested(i))))
    for (const gate of [reopened(updates), reopened(updates, 100)]) {
      expect(offer(gate, update(block(8, 0, inType(9, 399, 7, array))))).toBe(false)
      expect(offer(gate, update(block(8, 0, inType(9, 50, 7, array))))).toBe(true)
    }
  })

  it('cost no more memory than 10,000 of them, and are never taken for less deep for that', () => {
    const gate = newGate()
    expect(offer(gate, update(block(9, 0, ...Array.from({ length: 90 }, (_, i) => nested(i)))))).toBe(true)
    for (let round = 0; round < 20; round++) {
      const letters = Array.from({ length: 2_000 }, (_, i) => inType(9, 20 + ((i * 37) % 70), 4, string('a')))
      expect(offer(gate, update(block(8, round * 2_000, ...letters)))).toBe(true)
    }
    const { deep, floor } = gate.outline
    expect(deep.length).toBeLessThanOrEqual(maxDeepRuns)
    expect(floor).toBeGreaterThan(shallowDepth)
    const again = newGate(gate.outline, gate.clocks)
    expect(offer(again, update(block(7, 0, inType(9, 88, 7, array), inType(7, 0, 4, string('a')))))).toBe(
      true,
    )
    const tooDeep = Array.from({ length: maxDepth }, (_, i) =>
      i === 0 ? inType(9, 10, 7, array) : inType(6, i - 1, 7, array),
    )
    expect(offer(again, update(block(6, 0, ...tooDeep)))).toBe(false)
  })

  it('can all be deleted', () => {
    const whole = update(block(9, 0, ...Array.from({ length: maxDepth }, (_, i) => nested(i))))
    const doc = load(whole, deletes(ranges(9, 0, maxDepth)))
    expect(load(Y.encodeStateAsUpdate(doc)).getArray('array').length).toBe(0)
  })
})
