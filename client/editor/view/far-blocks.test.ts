// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { exchange, leaveAll, writer } from '../testing/writers.ts'

beforeEach(() => {
  vi.spyOn(navigator, 'userAgent', 'get').mockReturnValue('Mozilla/5.0 Chrome/140.0.0.0')
})
afterEach(leaveAll)

const written = (lines: number) => {
  const ann = writer()
  ann.editor.commands.insertContent(Array.from({ length: lines }, () => ({ type: 'block' })))
  return ann
}
const near = (dom: HTMLElement) =>
  [...dom.children].flatMap((block, index) => (block.hasAttribute('data-near') ? [index] : []))

it('draws what is far only in a long text, and the blocks at the caret always, where it goes and what comes there', () => {
  const ann = written(2_510)
  const { dom } = ann.editor.view
  const place = (index: number) => ann.select(index * 2 + 1)
  expect(dom.hasAttribute('data-long')).toBe(true)
  place(100)
  expect(near(dom)).toEqual([99, 100, 101])
  ann.press('Enter')
  expect(near(dom)).toEqual([100, 101, 102])
  ann.type('## ')
  expect(near(dom)).toEqual([100, 101, 102])
  place(0)
  expect(near(dom)).toEqual([0, 1])
  const short = written(20)
  expect(short.editor.view.dom.hasAttribute('data-long')).toBe(false)
  expect(near(short.editor.view.dom)).toEqual([])
})

it('writes nothing by marking a block, and keeps the mark from what others see', async () => {
  const ann = written(2_510)
  const bob = writer()
  exchange(ann, bob)
  ann.outbox.length = 0
  ann.select(201)
  await new Promise(requestAnimationFrame)
  expect(ann.outbox).toEqual([])
  expect(ann.editor.getHTML()).not.toContain('data-near')
})
