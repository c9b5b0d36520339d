import type { Worded } from '../en.ts'
import type { richEn } from './en.ts'

export const richKo: Worded<typeof richEn> = {
  code: {
    language: '코드 언어',
    plain: '일반 텍스트',
    find: '언어 찾기',
    none: '그런 언어가 없습니다',
  },
}
