import { describe, expect, it } from 'vitest'
import { fold, hitsIn, wordsOf } from './search.ts'

describe('what a search compares', () => {
  it('has every character where it stood, in lower case and the usual width', () => {
    for (const [text, folded] of [
      ['Über GRÖSSE', 'über grösse'],
      ['İstanbul ﬁn ㎏', 'İstanbul ﬁn ㎏'],
      ['ＴＯＫＹＯ　駅', 'tokyo 駅'],
      ['글쓰기 😀 Ω', '글쓰기 😀 ω'],
    ] as const) {
      expect(fold(text)).toBe(folded)
      expect(fold(text)).toHaveLength(text.length)
    }
    expect(fold('글'.normalize('NFD'))).toBe('글')
  })

  it('is words, each once, and no more than can be meant', () => {
    expect(wordsOf('  Plan  plan\tB ')).toEqual(['plan', 'b'])
    expect(wordsOf(Array.from({ length: 20 }, (_, i) => `w${i}`).join(' '))).toHaveLength(8)
    expect(wordsOf(' \n')).toEqual([])
  })

  it('is phrases as well, in quotation marks of any keyboard, from the moment in which one is begun', () => {
    expect(wordsOf('the "Reading  Room" in “May or June”')).toEqual([
      'the',
      'reading room',
      'in',
      'may or june',
    ])
    expect(wordsOf('＂회의 록＂')).toEqual(['회의 록'])
    expect(wordsOf('"reading ro')).toEqual(['reading ro'])
    expect(wordsOf('"" " 5" disks')).toEqual(['5', 'disks'])
    expect(wordsOf('5" disks')).toEqual(['5"', 'disks'])
  })
})

it('marks what was found, in order, and what overlaps as one', () => {
  expect(hitsIn('Banana bread', ['an', 'nan', 'b'])).toEqual([
    [0, 5],
    [7, 8],
  ])
  expect(hitsIn('회의록', ['의'])).toEqual([[1, 2]])
  expect(hitsIn('nothing', ['x'])).toEqual([])
})
