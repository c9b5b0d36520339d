// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { exchange, leaveAll, writer } from '../testing/writers.ts'

afterEach(leaveAll)

describe('opening a document', () => {
  it('writes nothing, however often it is opened', () => {
    const ann = writer()
    ann.editor.unmount()
    ann.editor.mount(document.createElement('div'))
    expect(ann.outbox).toEqual([])
    expect(ann.doc.store.clients.size).toBe(0)
  })

  it('writes nothing into a document with content either', () => {
    const ann = writer()
    ann.type('- one')
    ann.press('Enter')
    ann.type('two')
    const copy = new Y.Doc()
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(ann.doc))
    const bob = writer({ doc: copy })
    expect(bob.blocks()).toEqual(['bullet one', 'bullet two'])
    expect(bob.outbox).toEqual([])
  })

  it('keeps what two people type who open an empty document at once', () => {
    const [ann, bob] = [writer(), writer()]
    ann.type('from ann')
    bob.type('from bob')
    exchange(ann, bob)
    expect(ann.blocks().sort()).toEqual(['from ann', 'from bob'])
    expect(bob.blocks()).toEqual(ann.blocks())
  })
})
