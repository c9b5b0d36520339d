import type { Worded } from '../en.ts'
import type { emojiEn } from './en.ts'

export const emojiKo: Worded<typeof emojiEn> = {
  label: '이모지',
  find: '이모지 찾기',
  none: '그런 이름의 이모지가 없습니다.',
  found: '이모지 {{count}}개를 찾았습니다',
  categories: '이모지 종류',
  recent: '최근에 쓴 이모지',
  smileys: '표정과 감정',
  people: '사람',
  nature: '동물과 자연',
  food: '음식과 음료',
  travel: '여행과 장소',
  activities: '활동',
  objects: '사물',
  symbols: '기호',
  flags: '깃발',
  tone: '피부색',
  tones: {
    none: '피부색 없음',
    light: '밝은 피부',
    mediumLight: '약간 밝은 피부',
    medium: '중간 피부',
    mediumDark: '약간 어두운 피부',
    dark: '어두운 피부',
  },
}
