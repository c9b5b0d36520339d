import type { Worded } from '../en.ts'
import type { richEn } from './en.ts'

export const richKo: Worded<typeof richEn> = {
  code: {
    language: '코드 언어',
    plain: '일반 텍스트',
    find: '언어 찾기',
    none: '그런 언어가 없습니다',
  },
  math: {
    formula: '수식',
    empty: 'TeX로 수식을 쓰세요. 예: x^2, \\frac{a}{b}',
    broken: '아직 수식으로 읽을 수 없습니다:',
    long: '너무 길어서 그릴 수 없습니다.',
  },
  contents: { label: '목차', empty: '이 문서의 제목이 여기에 나타납니다.' },
  toggle: { fold: '접기 또는 펼치기' },
  insert: {
    formula: '글 속 수식',
  },
}
