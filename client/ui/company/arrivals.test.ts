import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { changeLanguage, i18n } from '../../i18n/index.ts'
import { type News, tellArrivals } from './arrivals.ts'
import { describeNews } from './describe-news.ts'

const [ann, bob, carl, dora, emil] = ['Ann', 'Bob', 'Carl', '', 'Emil'].map((name, key) => ({
  key,
  name,
  isMe: key === 0,
})) as [Someone, Someone, Someone, Someone, Someone]
type Someone = News['joined'][number]

let told: News[] = []

beforeEach(() => {
  told = []
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

function arrivalsAfter(found: Someone[]) {
  return tellArrivals(found, news => told.push(news))
}

it('tells together who came within a moment, and nothing of those who were here before', () => {
  const { hear } = arrivalsAfter([ann, bob])
  hear([ann, bob])
  hear([ann, bob, carl])
  vi.advanceTimersByTime(1_000)
  hear([ann, bob, carl, dora])
  expect(told).toEqual([])
  vi.advanceTimersByTime(500)
  expect(told).toEqual([{ joined: [carl, dora], left: [] }])
})

it('does not tell of who goes and is back in a moment, as after a reload', () => {
  const { hear } = arrivalsAfter([ann, bob])
  hear([ann])
  vi.advanceTimersByTime(1_000)
  hear([ann, bob])
  vi.advanceTimersByTime(5_000)
  expect(told).toEqual([])
})

it('does not take its own absence from the server for everybody’s', () => {
  const { hear } = arrivalsAfter([ann, bob])
  hear(undefined)
  hear([ann])
  hear(undefined)
  vi.advanceTimersByTime(10_000)
  expect(told).toEqual([])
  hear([ann, bob, carl])
  vi.advanceTimersByTime(1_500)
  expect(told).toEqual([{ joined: [carl], left: [] }])
})

it('tells nothing after it was closed', () => {
  const { hear, close } = arrivalsAfter([ann])
  hear([ann, bob])
  close()
  vi.advanceTimersByTime(5_000)
  expect(told).toEqual([])
})

it('is said by name, in many by number, in the language of the reader', async () => {
  await changeLanguage('en')
  const { t } = i18n
  expect(describeNews({ joined: [bob], left: [] }, t, 'en')).toBe('Bob joined.')
  expect(describeNews({ joined: [bob, dora], left: [carl] }, t, 'en')).toBe(
    'Bob and Guest joined. Carl left.',
  )
  expect(describeNews({ joined: [], left: [bob, carl, dora, emil] }, t, 'en')).toBe('4 people left.')
  await changeLanguage('ko')
  expect(describeNews({ joined: [bob], left: [carl] }, t, 'ko')).toBe(
    'Bob 님이 들어왔습니다. Carl 님이 나갔습니다.',
  )
})
