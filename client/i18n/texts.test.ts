import { expect, it } from 'vitest'
import { blocksEn } from './blocks/en.ts'
import { blocksKo } from './blocks/ko.ts'
import { chatEn } from './chat/en.ts'
import { chatKo } from './chat/ko.ts'
import { emojiEn } from './emoji/en.ts'
import { emojiKo } from './emoji/ko.ts'
import { en } from './en.ts'
import { finding as findingEn } from './finding/en.ts'
import { finding as findingKo } from './finding/ko.ts'
import { ko } from './ko.ts'
import { liveEn } from './live/en.ts'
import { liveKo } from './live/ko.ts'
import { richEn } from './rich/en.ts'
import { richKo } from './rich/ko.ts'

const english = {
  ...en,
  blocks: blocksEn,
  chat: chatEn,
  emoji: emojiEn,
  finding: findingEn,
  rich: richEn,
  live: liveEn,
}
const inKorean = {
  ...ko,
  blocks: blocksKo,
  chat: chatKo,
  emoji: emojiKo,
  finding: findingKo,
  rich: richKo,
  live: liveKo,
}

it('says in Korean everything that it says in English', () => {
  const oneForm = (key: string) => key.replace(/_one$/, '_other')
  expect(new Set(entries(inKorean).map(([key]) => key))).toEqual(
    new Set(entries(english).map(([key]) => oneForm(key))),
  )
})

it('fills in the same values in both languages', () => {
  const korean = new Map(entries(inKorean))
  for (const [key, text] of entries(english)) {
    if (key.endsWith('_one')) continue
    expect(placeholders(korean.get(key)), key).toEqual(placeholders(text))
  }
})

it('leaves no text empty', () => {
  for (const [key, text] of [...entries(english), ...entries(inKorean)]) expect(text.trim(), key).not.toBe('')
})

function entries(texts: object, path = ''): [key: string, text: string][] {
  return Object.entries(texts).flatMap(([key, value]: [string, unknown]): [string, string][] => {
    if (typeof value === 'string') return [[`${path}${key}`, value]]
    return typeof value === 'object' && value !== null ? entries(value, `${path}${key}.`) : []
  })
}

function placeholders(text: string | undefined): string[] {
  return [...(text ?? '').matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? '').sort()
}
