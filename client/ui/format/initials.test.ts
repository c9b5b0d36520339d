import { expect, it } from 'vitest'
import { initials } from './initials.ts'

it.each([
  ['Ada Lovelace', 'AL'],
  ['ada', 'A'],
  ['  Jean  Paul   Sartre ', 'JS'],
  ['홍길동', '길동'],
  ['남궁민수', '민수'],
  ['허준', '허준'],
  ['김 민수', '김민'],
  ['👩‍🔬 Marie', '👩‍🔬M'],
  ['', ''],
])('shortens %j to %j', (name, short) => {
  expect(initials(name)).toBe(short)
})
