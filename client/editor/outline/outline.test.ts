// @vitest-environment happy-dom
import { afterEach, expect, it, vi } from 'vitest'
import { exchange, leaveAll, writer } from '../testing/writers.ts'
import { watchHeadings } from './outline.ts'

afterEach(leaveAll)

it('lists headings that have words, as both write, and tells of nothing else', async () => {
  const [ann, bob] = [writer(), writer()]
  ann.type('# One\ntext')
  ann.press('Enter')
  ann.type('text')
  exchange(ann, bob)
  const headings = watchHeadings(ann.editor)
  const told = vi.fn()
  const stop = headings.subscribe(told)
  const read = () => headings.get().map(({ level, text }) => `${level} ${text}`)
  expect(headings.get()[0]?.text.startsWith('One')).toBe(true)
  bob.select(bob.editor.state.doc.content.size - 1)
  bob.press('Enter')
  bob.type('### Three')
  exchange(ann, bob)
  await vi.waitFor(() => expect(read()).toContain('3 Three'))
  const times = told.mock.calls.length
  ann.select(ann.editor.state.doc.content.size - 1)
  ann.press('Enter')
  ann.type('only words')
  ann.press('Enter')
  ann.type('## ')
  await new Promise(requestAnimationFrame)
  await new Promise(requestAnimationFrame)
  expect(told.mock.calls.length).toBe(times)
  ann.type('Two')
  await vi.waitFor(() => expect(read()).toContain('2 Two'))
  stop()
  ann.type('!')
  expect(read()).toContain('2 Two')
})
