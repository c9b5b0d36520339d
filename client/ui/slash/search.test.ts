import { describe, expect, it } from 'vitest'
import { search } from './search.ts'

const items = [
  { name: '본문', words: 'text paragraph' },
  { name: '제목 1', words: 'heading h1' },
  { name: '글머리 기호', words: 'bulleted list' },
  { name: '번호 목록', words: 'numbered list' },
  { name: '할 일 목록', words: 'todo task list' },
  { name: '콜아웃', words: 'callout note' },
]
const found = (query: string) => search(items, query).map(({ name }) => name)

describe('looking for a block in Korean', () => {
  it.each([
    ['', items.map(({ name }) => name)],
    ['제목', ['제목 1']],
    ['제', ['제목 1']],
    ['젬', ['제목 1']],
    ['ㅈㅁ', ['제목 1']],
    ['ㄱ', ['글머리 기호']],
    ['목록', ['번호 목록', '할 일 목록']],
    ['할일', ['할 일 목록']],
    ['코', ['콜아웃']],
    ['HEAD', ['제목 1']],
    ['list', ['글머리 기호', '번호 목록', '할 일 목록']],
    ['없음', []],
  ])('“%s” finds what begins so, while it is still being composed', (query, names) => {
    expect(found(query)).toEqual(names)
  })
})
