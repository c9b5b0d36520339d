import { expect, it } from 'vitest'
import { chooseLanguage } from './language.ts'

it.each([
  [['ko-KR', 'en'], 'ko'],
  [['fr-FR', 'ko'], 'ko'],
  [['en-GB', 'ko'], 'en'],
  [['fr'], 'en'],
  [[], 'en'],
])('greets a reader of %j in %s', (wanted, language) => {
  expect(chooseLanguage(wanted)).toBe(language)
})
