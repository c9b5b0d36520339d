// @vitest-environment happy-dom
import { afterEach, expect, it } from 'vitest'
import { exchange, leaveAll, writer } from '../testing/writers.ts'
import { hasRoomFor } from './room.ts'

afterEach(leaveAll)

it('counts all that has come since it was asked, and finds the room again that was given back', () => {
  const [ann, bob] = [writer(), writer()]
  const most = 1_000
  expect(hasRoomFor(ann.editor, 900, most)).toBe(true)
  bob.type('x'.repeat(300))
  exchange(ann, bob)
  expect(hasRoomFor(ann.editor, 900, most)).toBe(false)
  expect(hasRoomFor(ann.editor, 500, most)).toBe(true)
  bob.editor.commands.clearContent()
  exchange(ann, bob)
  expect(hasRoomFor(ann.editor, 900, most)).toBe(true)
})
