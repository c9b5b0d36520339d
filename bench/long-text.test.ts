import { expect, it } from 'vitest'
import { asUpdates, imitate } from './long-text.ts'

it('imitates the paper: as many keystrokes, as long a text, the same each time', () => {
  const keystrokes = imitate(1)
  expect(keystrokes).toHaveLength(259_778)
  expect(imitate(1)).toEqual(keystrokes)
  const { updates, text } = asUpdates(keystrokes, { together: 1000 })
  expect(updates).toHaveLength(260)
  expect(text).toHaveLength(104_852)
})
