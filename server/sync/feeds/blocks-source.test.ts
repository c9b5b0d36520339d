import { expect, it } from 'vitest'
import { type BlocksAnswer, BlocksSource } from './blocks-source.ts'
import type { News } from './news.ts'
import { recipeOf } from './recipe.ts'
import type { FollowedLog } from './source.ts'

/** A document that is what a test says. */
function stage() {
  let [seq, pieces, reads] = [0, [] as string[], 0]
  const log: FollowedLog = {
    epoch: 'e',
    heads: async () => new Map(),
    changes: async () => undefined,
    rendition: async () => {
      reads++
      return { seq, body: JSON.stringify({ title: 'T', pieces }) }
    },
  }
  const source = new BlocksSource(log, 'the-document')
  return {
    write: (...next: string[]) => {
      pieces = next
      seq++
    },
    news: async (after: number) => {
      const news = await source.newsAfter(after, seq)
      if (news === undefined) throw new Error('there is no such document')
      return news
    },
    reads: () => reads,
  }
}

const read = (news: News): BlocksAnswer => JSON.parse(news.answer())

it('tells whoever has nothing of everything, and whoever was there of what has changed', async () => {
  const { write, news } = stage()
  write('a\n', 'b\n')
  const first = read(await news(0))
  expect(first).toMatchObject({ epoch: 'e', seq: 1, title: 'T', from: null, blocks: ['a\n', 'b\n'] })
  write('a\n', 'new\n', 'b\n')
  expect(read(await news(1))).toMatchObject({
    seq: 2,
    from: first.is,
    blocks: [[0, 1], 'new\n', [1, 2]],
  })
  expect(read(await news(0))).toMatchObject({ from: null, blocks: ['a\n', 'new\n', 'b\n'] })
})

it('writes and compares once for all who are at one place', async () => {
  const { write, news, reads } = stage()
  write('a\n')
  await news(0)
  write('b\n')
  const all = await Promise.all(Array.from({ length: 50 }, () => news(1)))
  expect(new Set(all).size).toBe(1)
  expect(reads()).toBe(2)
})

it('tells who is far behind of everything, and keeps no more than it needs', async () => {
  const { write, news } = stage()
  for (let n = 1; n <= 20; n++) {
    write(`${n}\n`)
    await news(0)
  }
  expect(read(await news(2)).from).toBeNull()
  expect(read(await news(19)).from).not.toBeNull()
})

it('keeps less of a document that is long', async () => {
  const { write, news } = stage()
  for (let n = 1; n <= 6; n++) {
    write(`${n}`.repeat(1_500_000))
    await news(0)
  }
  expect(read(await news(4)).from).toBeNull()
  expect(read(await news(5)).from).not.toBeNull()
})

it('makes any list of any other by what is new alone', () => {
  let seed = Number(process.env.SEED ?? Date.now() % 1_000_000) + 1
  const first = seed
  const below = (limit: number) => {
    seed = (seed * 48_271) % 2_147_483_647
    return seed % limit
  }
  const list = () => Array.from({ length: below(30) }, () => `piece ${below(12)}`)
  for (let round = 0; round < 500; round++) {
    const [before, now] = [list(), list()]
    const recipe = recipeOf(before, now)
    const made = recipe.flatMap(step => (typeof step === 'string' ? [step] : before.slice(...step)))
    expect(made, `SEED=${first - 1}`).toEqual(now)
    for (const step of recipe) if (typeof step === 'string') expect(before).not.toContain(step)
  }
  expect(recipeOf(['a', 'b', 'c', 'a'], ['a', 'b', 'x', 'c', 'a'])).toEqual([[0, 2], 'x', [2, 4]])
})
