import { expect, it } from 'vitest'
import { imageRoom, plainAttributes } from './block-attributes.ts'

it.each([
  ['640x480', '640 / 480'],
  ['400x9000', '400 / 9000'],
  ['1x99999', '1 / 30'],
  ['99999x1', '99999 / 1'],
  [null, 'auto'],
])('an image of %s has the room %s, which ends somewhere whatever it says of itself', (size, shape) => {
  expect(imageRoom({ ...plainAttributes, kind: 'image', width: 100, size })['--shape']).toBe(shape)
})
