import { expect, it } from 'vitest'
import { en as english } from './en.ts'
import { finding as findingInEnglish } from './finding/en.ts'
import { finding as findingInKorean } from './finding/ko.ts'
import { ko as korean } from './ko.ts'

const en = { ...english, finding: findingInEnglish }
const ko = { ...korean, finding: findingInKorean }

it('says in Korean everything that it says in English', () => {
  const oneForm = (key: string) => key.replace(/_one$/, '_other')
  expect(new Set(entries(ko).map(([key]) => key))).toEqual(new Set(entries(en).map(([key]) => oneForm(key))))
})

it('fills in the same values in both languages', () => {
  const inKorean = new Map(entries(ko))
  for (const [key, text] of entries(en)) {
    if (key.endsWith('_one')) continue
    expect(placeholders(inKorean.get(key)), key).toEqual(placeholders(text))
  }
})

it('leaves no text empty', () => {
  for (const [key, text] of [...entries(en), ...entries(ko)]) expect(text.trim(), key).not.toBe('')
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
