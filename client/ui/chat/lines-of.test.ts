import { expect, it } from 'vitest'
import type { ChatMessage } from '../../../protocol/chat.ts'
import { daysAgo, linesOf } from './lines-of.ts'

const noon = new Date(2026, 4, 1, 12).getTime()
const minute = 60_000

let n = 0
const by = (name: string, minutes: number): ChatMessage => ({
  n: ++n,
  revision: n,
  id: `message-${n}`,
  user: `g_${name}`,
  name,
  color: '#336699',
  text: 'hello',
  at: noon + minutes * minute,
  reactions: [],
})

it('names whoever speaks after somebody else, after a pause, and on another day', () => {
  const said = [by('Ann', 0), by('Ann', 4), by('Bob', 5), by('Ann', 6), by('Ann', 12), by('Ann', 24 * 60)]
  const lines = linesOf(said)
  expect(lines.map(({ isNamed }) => isNamed)).toEqual([true, false, true, true, true, true])
  expect(lines.map(({ isNewDay }) => isNewDay)).toEqual([true, false, false, false, false, true])
})

it('counts days by the calendar', () => {
  expect(daysAgo(noon, noon)).toBe(0)
  expect(daysAgo(noon - 13 * 60 * minute, noon)).toBe(1)
  expect(daysAgo(noon - 48 * 60 * minute, noon)).toBe(2)
})
