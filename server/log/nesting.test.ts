import fc from 'fast-check'
import * as decoding from 'lib0/decoding'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { DocumentGate } from './document-gate.ts'
import { acts, rehearse } from './edits.corpus.ts'
import { Folding } from './fold.ts'
import { clocksOf, GatedLog, load, seed } from './gated-log.corpus.ts'
import { Nesting } from './nesting.ts'
import { decodeOutline, emptyOutline, encodeOutline } from './outline.ts'
import { outlineOf } from './outline-of.ts'
import { packTail } from './packed-tail.ts'
import { readUpdate } from './read-update.ts'
import { shallowDepth } from './update-limits.ts'

/** A type by how it is found: children of the document's own array are 1 deep. */
function trueDepthOf(item: Y.Item): number {
  let depth = 0
  let type: unknown = item.parent
  for (; type instanceof Y.AbstractType; type = type._item?.parent) depth++
  return depth
}

function mustBound(gate: DocumentGate, doc: Y.Doc): number {
  const nesting = new Nesting(gate.outline.deep, gate.outline.floor)
  let deepest = 0
  for (const [client, structs] of doc.store.clients) {
    for (const struct of structs) {
      if (!(struct instanceof Y.Item) || struct.parent === null) continue
      const depth = trueDepthOf(struct)
      deepest = Math.max(deepest, depth)
      for (const clock of [struct.id.clock, struct.id.clock + struct.length - 1]) {
        const known = nesting.depthAt(client, clock)
        expect(known).toBeGreaterThanOrEqual(depth)
        expect(known).toBeLessThanOrEqual(depth + shallowDepth)
      }
    }
  }
  return deepest
}

describe('how deep a document is', () => {
  it(`is never taken for less, nor for much more, whatever people write (seed ${seed})`, {
    timeout: 60_000,
  }, () => {
    let deepest = 0
    const property = fc.property(acts, fc.nat(100), (script, share) => {
      const log = new GatedLog()
      rehearse(script.slice(0, 150), log)
      const doc = new Y.Doc({ gc: false })
      for (const update of log.updates) Y.applyUpdate(doc, update)
      deepest = Math.max(deepest, mustBound(log.gate, doc))
      // Another process opens the document, some of it folded.
      const folded = Math.floor((log.updates.length * share) / 100)
      const start = load(...log.updates.slice(0, folded))
      const gate = new DocumentGate({ clocks: clocksOf(start), outline: outlineOf(start, 0) })
      for (const update of log.updates.slice(folded)) gate.learn(update)
      const loaded = load(...log.updates)
      mustBound(gate, loaded)
      // Whoever counts what is folded and whoever counts what is sent come to the same.
      const { weight } = outlineOf(loaded, 0)
      const sent = readUpdate(Y.encodeStateAsUpdate(loaded)).weight
      expect(sent).toBeGreaterThanOrEqual(weight)
      expect(sent).toBeLessThanOrEqual(1.2 * weight + 10)
    })
    fc.assert(property, { seed, numRuns: 60 })
    expect(deepest).toBeGreaterThan(2 * shallowDepth)
  })

  it('is kept with the document', () => {
    const log = new GatedLog()
    const doc = new Y.Doc()
    doc.on('update', update => log.append(update))
    let innermost = doc.getArray<unknown>('array')
    doc.getText('한글').insert(0, 'é')
    for (let i = 0; i < 60; i++) {
      const next = new Y.Array<unknown>()
      innermost.insert(0, ['before', next, 'behind'])
      innermost = next
    }
    const outline = outlineOf(doc, 1234)
    const bytes = encodeOutline(outline)
    expect(outline.deep.length).toBeGreaterThan(40)
    expect(outline.deep.at(-1)?.depth).toBe(60)
    expect(outline.roots).toEqual(new Set(['array', '한글']))
    expect(decodeOutline(decoding.createDecoder(bytes), 1234)).toEqual(outline)
  })

  it('is looked for anew where an earlier version has folded, and hidden from it where this one has', () => {
    const doc = new Y.Doc()
    doc.getText('text').insert(0, 'hello')
    const folded = new Folding(undefined)
    folded.add(packTail([{ update: Y.encodeStateAsUpdate(doc) }]))
    const log = folded.finish()
    if (log === 'incomplete') throw new Error('nothing is missing')
    expect(Y.decodeStateVector(log.clocks)).toEqual(clocksOf(doc))
    const earlier = decoding.createDecoder(Y.encodeStateVector(doc))
    earlier.pos = earlier.arr.length
    expect(decodeOutline(earlier, 7)).toEqual({ ...emptyOutline, bytes: 7 })
  })

  it('costs nothing to know where nothing is deep', () => {
    const log = new GatedLog()
    const doc = new Y.Doc()
    doc.on('update', update => log.append(update))
    const fragment = doc.getXmlFragment('content')
    for (let i = 0; i < 50; i++) {
      const paragraph = new Y.XmlElement('paragraph')
      paragraph.insert(0, [new Y.XmlText('Hello.')])
      fragment.insert(i, [paragraph])
    }
    expect(outlineOf(doc, 0).deep).toEqual([])
  })
})

describe('knowledge that comes in another order', () => {
  it('fills the gaps between what is known', () => {
    const nesting = new Nesting([
      { client: 1, start: 10, end: 20, depth: 30 },
      { client: 1, start: 30, end: 40, depth: 31 },
    ])
    nesting.add({ client: 1, start: 5, end: 45, depth: 50 })
    nesting.add({ client: 1, start: 15, end: 18, depth: 60 })
    const depths = [4, 5, 9, 10, 19, 20, 29, 30, 39, 40, 44, 45].map(clock => nesting.depthAt(1, clock))
    expect(depths).toEqual([16, 50, 50, 30, 30, 50, 50, 31, 31, 50, 50, 16])
  })
})
