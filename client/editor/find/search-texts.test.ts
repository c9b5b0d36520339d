import { describe, expect, it } from 'vitest'
import { compilePattern } from './compile-pattern.ts'
import { expand, searchTexts } from './search-texts.ts'

function found(text: string, pattern: string, options: { matchCase?: boolean; wholeWord?: boolean } = {}) {
  const query = { text: pattern, matchCase: false, wholeWord: false, composing: false, ...options }
  const compiled = compilePattern(query)
  if (compiled === undefined) return undefined
  return searchTexts(compiled, [text])[0]?.map(({ index, length }) => text.slice(index, index + length))
}

describe('looking by a pattern', () => {
  it.each([
    ['a1 b22', '\\d+', {}, ['1', '22']],
    ['Red red', 're(d)', {}, ['Red', 'red']],
    ['Red red', 're(d)', { matchCase: true }, ['red']],
    ['cat concat', 'c.t', { wholeWord: true }, ['cat']],
    ['one\ntwo', '^t', {}, ['t']],
    ['회의 회의록', '회의(?=록)', {}, ['회의']],
    ['😀x', '^.x', {}, ['😀x']],
    // What is empty is nothing.
    ['abc', 'x*', {}, []],
  ])('in “%s”, /%s/ %o is %j', (text, pattern, options, matches) => {
    expect(found(text, pattern, options)).toEqual(matches)
  })

  it.each(['(', '[', 'a)(b', '*', '\\'])('knows that “%s” is none', pattern => {
    expect(found('a', pattern, { wholeWord: true })).toBeUndefined()
  })
})

it.each([
  ['$2, $1', 'Doe, Ann'],
  ['<$&>', '<Ann Doe>'],
  ['$$1', '$1'],
  // There is no twelfth group.
  ['$12', 'Ann2'],
  ['$3|$4', '|$4'],
  ['$0 and $x', '$0 and $x'],
])('puts in the place of a match, for “%s”, “%s”', (replacement, words) => {
  const [[hit] = []] = searchTexts(/(\w+) (\w+)(!)?/gu, ['Ann Doe'])
  expect(expand(replacement, 'Ann Doe', hit?.groups ?? [])).toBe(words)
})
