import { expect, it } from 'vitest'
import { readings } from './readings.ts'

it.each([
  ['회의', false, ['회의']],
  ['횡', false, ['횡']],
  ['횡', true, ['횡', '회']],
  ['호', true, ['호', '화', '홰', '회']],
  ['회ㅇ', true, ['회']],
  ['ㅎ', true, ['']],
  ['닭', true, ['닭', '달', '다']],
  ['다음 회', true, ['다음 회']],
  ['にほ', true, ['にほ']],
  ['', true, ['']],
])('“%s”, composed: %s, may mean %j', (typed, composing, meant) => {
  expect(readings(typed, composing)).toEqual(meant)
})
