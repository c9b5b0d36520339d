import { describe, expect, it } from 'vitest'
import { compileQuery, type Query } from './compile-query.ts'

function found(text: string, query: Partial<Query> & { text: string }): string[] {
  const pattern = compileQuery({ matchCase: false, wholeWord: false, composing: false, ...query })
  return pattern === undefined ? [] : [...text.matchAll(pattern)].map(([match]) => match)
}

describe('looking for words', () => {
  it.each([
    ['Ann said: ANN', { text: 'ann' }, ['Ann', 'ANN']],
    ['Ann said: ANN', { text: 'Ann', matchCase: true }, ['Ann']],
    ['ÄPFEL und äpfel', { text: 'äpfel' }, ['ÄPFEL', 'äpfel']],
    ['a.c abc (a.c)', { text: 'a.c' }, ['a.c', 'a.c']],
    ['(a|b)*[c]\\d', { text: '(a|b)*[c]\\d' }, ['(a|b)*[c]\\d']],
    ['10\u00a0km', { text: '10 km' }, ['10\u00a0km']],
    ['nothing', { text: '' }, []],
    ['cat concatenate cat_1 cat.', { text: 'cat', wholeWord: true }, ['cat', 'cat']],
    ['c++ and c', { text: 'c++', wholeWord: true }, ['c++']],
    ['日本語', { text: '本', wholeWord: true }, ['本']],
  ])('in “%s”, %o is %j', (text, query, matches) => {
    expect(found(text, query)).toEqual(matches)
  })
})

describe('looking for Korean', () => {
  it('finds parts of words, and whole ones where that is asked', () => {
    expect(found('문서를 새문서에', { text: '문서' })).toHaveLength(2)
    expect(found('문서 새문서', { text: '문서', wholeWord: true })).toHaveLength(1)
  })

  it('finds what was written letter by letter, as some files keep it', () => {
    expect(found('제목'.normalize('NFD'), { text: '제목' })).toHaveLength(1)
  })

  it.each([
    ['ㅎ', ['한', '하', '힣', 'ㅎ'], ['가']],
    ['하', ['하', '한', '핥'], ['허']],
    ['고', ['고', '과', '괜', '굉'], ['교']],
    ['한', ['한', '하나', '핞'], ['하다']],
    ['갑', ['갑', '값', '가방'], ['각']],
    ['닭', ['닭', '달과'], ['달라']],
    ['젬', ['젬', '제목'], ['제가']],
    ['회읜', ['회의는', '회의나', '회읜'], ['회의를']],
  ])('finds with “%s”, still being composed, what it may become', (text, yes, no) => {
    for (const word of yes) expect(found(word, { text, composing: true }), word).not.toEqual([])
    for (const word of no) expect(found(word, { text, composing: true }), word).toEqual([])
  })

  it('finds every word at every step of typing it', () => {
    const steps = {
      값이: ['ㄱ', '가', '갑', '값', '값ㅇ', '값이'],
      회의: ['ㅎ', '호', '회', '회ㅇ', '회으', '회의'],
    }
    for (const [word, typed] of Object.entries(steps)) {
      for (const text of typed) expect(found(word, { text, composing: true }), text).toHaveLength(1)
    }
  })

  it('finds a finished syllable as it is', () => {
    expect(found('한 하', { text: '하' })).toEqual(['하'])
  })
})
