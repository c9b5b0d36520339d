import { expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import type { ArrivingStep } from './concurrent-changes.ts'
import { LateRescue } from './late-rescue.ts'

/** Ann has a paragraph, and a rescue whose code has not come. */
function ann() {
  const doc = new Y.Doc()
  const content = doc.getXmlFragment('content')
  const [block, text] = [new Y.XmlElement('block'), new Y.XmlText('One')]
  block.insert(0, [text])
  content.insert(0, [block])
  const unsaved: Uint8Array[] = []
  const holds = new Set<symbol>()
  let arriving: readonly ArrivingStep[] | undefined
  const rescue = new LateRescue(content, {
    arriving: ({ origin }) => (origin === 'others' ? arriving : undefined),
    unsaved: () => unsaved,
    hold: () => {
      const hold = Symbol('hold')
      holds.add(hold)
      return () => holds.delete(hold)
    },
  })
  const hear = (update: Uint8Array) => {
    arriving = [{ update }]
    Y.applyUpdate(doc, update, 'others')
    arriving = undefined
  }
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== 'others') unsaved.push(update)
  })
  return { doc, content, text, holds, rescue, hear }
}

it('lets in what others do only when it can bring back what is lost by it', async () => {
  const { doc, content, text, holds, rescue, hear } = ann()
  const bob = new Y.Doc()
  Y.applyUpdate(bob, Y.encodeStateAsUpdate(doc))
  const before = Y.encodeStateVector(bob)
  bob.getXmlFragment('content').delete(0, 1)
  text.insert(3, ' and a half')
  expect(holds.size).toBe(1)
  await vi.waitFor(() => expect(holds.size).toBe(0), { timeout: 4000 })
  hear(Y.encodeStateAsUpdate(bob, before))
  expect(content.toString()).toContain(' and a half')
  rescue.close()
})

it('holds nothing where nothing is written', () => {
  const { doc, holds, rescue, hear } = ann()
  const bob = new Y.Doc()
  Y.applyUpdate(bob, Y.encodeStateAsUpdate(doc))
  bob.getXmlFragment('content').delete(0, 1)
  hear(Y.encodeStateAsUpdate(bob, Y.encodeStateVector(doc)))
  expect(holds.size).toBe(0)
  rescue.close()
})
