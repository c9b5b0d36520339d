import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { chatReactSchema } from '../../../protocol/chat.ts'
import { emojiGroups, emojiNames } from '../../../scripts/emoji-data.ts'
import { categories, joinEmoji, tones, withTone } from './emoji.ts'
import { emojiOfCode, findEmoji } from './find-emoji.ts'

const groups = emojiGroups()
const english = joinEmoji(groups, emojiNames('en'))
const korean = joinEmoji(groups, emojiNames('ko'))
const first = (all: typeof english, query: string) => findEmoji(all, query, 8).map(({ text }) => text)

describe('emoji', () => {
  it('have a name in each language, a shortcode of their own, and a kind', () => {
    expect(english.length).toBeGreaterThan(1800)
    expect(korean.map(({ text }) => text)).toEqual(english.map(({ text }) => text))
    for (const all of [english, korean]) expect(all.filter(({ name }) => name === '')).toEqual([])
    const codes = english.flatMap(emoji => emoji.codes)
    expect(new Set(codes).size).toBe(codes.length)
    expect(codes).not.toContain('')
    expect([...new Set(english.map(({ category }) => category))]).toEqual(categories)
  })

  it('can all be given as a reaction in the chat, in every tone of skin', () => {
    const given = english.flatMap(emoji => tones.map(tone => withTone(emoji, tone)))
    const isOne = (emoji: string) =>
      v.is(chatReactSchema, { documentId: 'document', n: 1, emoji, isOn: true })
    expect(given.filter(emoji => !isOne(emoji))).toEqual([])
  })

  it('are found by their shortcodes first, whatever the language', () => {
    for (const all of [english, korean]) {
      expect(first(all, 'smile')[0]).toBe('😄')
      expect(first(all, '+1')[0]).toBe('👍')
      expect(first(all, ':tada:')[0]).toBe('🎉')
      expect(first(all, 'hear')).toContain('❤️')
    }
    expect(emojiOfCode(korean, 'Tada')?.text).toBe('🎉')
    expect(emojiOfCode(english, 'tad')).toBeUndefined()
  })

  it('are found by name and by what they stand for, while a syllable is on its way, and by first letters', () => {
    expect(first(english, 'party')).toContain('🎉')
    expect(first(english, 'zzzzq')).toEqual([])
    expect(first(korean, '사과')).toContain('🍎')
    expect(first(korean, '빨간 사')).toContain('🍎')
    expect(findEmoji(korean, '핱', 99).map(({ text }) => text)).toContain('💖')
    expect(first(korean, '태극기').concat(first(korean, '한국'), first(korean, '대한민국'))).toContain('🇰🇷')
  })

  it('take every tone of skin that there is, and no other', () => {
    const toned = english.filter(({ hasTones }) => hasTones)
    expect(toned.length).toBeGreaterThan(300)
    for (const emoji of toned) expect(new Set(tones.map(tone => withTone(emoji, tone))).size).toBe(6)
    const of = (text: string) => english.find(emoji => emoji.text === text) ?? { text, hasTones: false }
    expect(withTone(of('👋'), 'dark')).toBe('👋🏿')
    expect(withTone(of('🤝'), 'light')).toBe('🤝🏻')
    expect(withTone(of('🧑‍🤝‍🧑'), 'medium')).toBe('🧑🏽‍🤝‍🧑🏽')
    expect(withTone(of('🎉'), 'dark')).toBe('🎉')
  })
})
