import { expect, it } from 'vitest'
import { Translator } from './translator.ts'

function speaking() {
  const translator = new Translator()
  translator.add('en', 'main', {
    people: {
      here_one: '{{count}} person here',
      here_other: '{{count}} people here',
      left: '{{name}} left.',
    },
    windows: '{{count}} windows',
  })
  translator.add('ko', 'main', {
    people: { here_other: '{{count}}명이 보고 있습니다', left: '{{name}} 님이 나갔습니다.' },
  })
  translator.add('en', 'rich', { code: { plain: 'Plain' } })
  return {
    translator,
    say: translator.t as (key: string, values?: Record<string, string | number>) => string,
  }
}

it('fills in what is said of whom, as it is', () => {
  const { say } = speaking()
  expect(say('people.left', { name: '<b>{{name}} $&' })).toBe('<b>{{name}} $& left.')
})

it('takes the form that the language has for a number', () => {
  const { translator, say } = speaking()
  expect([0, 1, 2].map(count => say('people.here', { count }))).toEqual([
    '0 people here',
    '1 person here',
    '2 people here',
  ])
  expect(say('windows', { count: 1 })).toBe('1 windows')
  translator.speak('ko')
  expect(say('people.here', { count: 1 })).toBe('1명이 보고 있습니다')
})

it('finds texts that came later, by their volume', () => {
  const { translator, say } = speaking()
  expect(say('rich:code.plain')).toBe('Plain')
  expect(translator.of('rich')('code.plain')).toBe('Plain')
})

it('tells who listens of another language, and gives another function then, and only then', () => {
  const { translator } = speaking()
  let heard = 0
  const stop = translator.onChange(() => heard++)
  const before = translator.of('main')
  expect(translator.of('main')).toBe(before)
  translator.speak('ko')
  expect(translator.of('main')).not.toBe(before)
  stop()
  translator.speak('en')
  expect(heard).toBe(1)
})

it('shows the place of a text that is not there, rather than nothing', () => {
  expect(speaking().say('people.gone')).toBe('people.gone')
})
