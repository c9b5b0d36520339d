import { expect, it } from 'vitest'
import { servedAs } from './served-as.ts'

it.each([
  ['image/png', /^inline; /],
  ['audio/mp4', /^inline; /],
  ['audio/ogg; codecs=opus', /^inline; /],
  ['application/pdf', /^attachment; /],
  ['text/html; charset=utf-8', /^attachment; /],
])('gives %s away in its manner', (type, manner) => {
  expect(servedAs({ type, name: 'a' })['content-disposition']).toMatch(manner)
})
