import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import { Following, type FollowState, firstProbeInMs, pollEveryMs, streamPatienceMs } from './follow.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

type Answer = (signal: AbortSignal) => Promise<Response>

const told = (seq: number, blocks: unknown[] = [`<p>${seq}</p>\n`], from: string | null = null) =>
  JSON.stringify({ epoch: 'e', seq, title: 'T', is: `is${seq}`, from, blocks })
const whole =
  (seq: number): Answer =>
  async () =>
    new Response(told(seq), { headers: { 'content-type': 'application/json; charset=utf-8' } })
const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  async () =>
    new Response(null, { status: code, headers })
const refused: Answer = () => Promise.reject(new TypeError('Failed to fetch'))
/** A proxy that waits for the end of a stream before it passes any of it on. */
const swallowed: Answer = signal =>
  new Promise((_, reject) =>
    signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError'))),
  )

/** A stream that a test writes to. */
function stream() {
  const { promise, resolve } = Promise.withResolvers<ReadableStreamDefaultController<Uint8Array>>()
  const answer: Answer = async signal => {
    const body = new ReadableStream<Uint8Array>({
      start: controller => {
        resolve(controller)
        signal.addEventListener('abort', () => controller.error(new DOMException('', 'AbortError')))
      },
    })
    return new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } })
  }
  const say = async (text: string) => (await promise).enqueue(new TextEncoder().encode(text))
  return { answer, say, end: async () => (await promise).close() }
}

/** What the server answers to each manner, the last one again and again. */
function stage(answers: { poll?: Answer[]; sse?: Answer[]; longpoll?: Answer[] }) {
  const asked: string[] = []
  const tags: (string | undefined)[] = []
  const shown: string[] = []
  const troubles: unknown[] = []
  const states: FollowState[] = []
  const following = new Following({
    ask: async (query, { signal, tag }) => {
      const feed = query.get('feed') ?? ''
      asked.push(`${feed} ${query.get('after')}`)
      tags.push(tag)
      const left = answers[feed as keyof typeof answers] ?? []
      const answer = left.length > 1 ? left.shift() : left[0]
      if (answer === undefined) throw new Error(`nothing for ${feed}`)
      return answer(signal)
    },
    show: ({ pieces, seq }) => {
      shown.push(pieces.join(''))
      if (seq === 13) throw new RangeError('this cannot be shown')
    },
    onState: state => states.push(state),
    onTrouble: error => troubles.push(error),
    random: () => 0.5,
  })
  onTestFinished(() => following.stop())
  following.start()
  const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms)
  return { following, asked, tags, shown, states, troubles, pass, answers }
}

it('fetches the document, and follows by a stream what comes after it', async () => {
  const { answer, say } = stream()
  const { asked, shown, states, pass } = stage({ poll: [whole(3)], sse: [answer] })
  await pass()
  expect([asked, states]).toEqual([['poll 0', 'sse 3'], []])
  await say('retry: 700\n\n')
  await pass()
  expect(states).toEqual(['live'])
  await say(`id: 4\ndata: ${told(4, [[0, 1], '<p>4</p>\n'], 'is3')}\n\n:\n\n`)
  await pass()
  expect(shown).toEqual(['<p>3</p>\n', '<p>3</p>\n<p>4</p>\n'])
})

it('goes on where it was when a stream ends, as soon as the server says, and asks no whole document again', async () => {
  const [first, second] = [stream(), stream()]
  const { asked, tags, states, pass } = stage({
    poll: [whole(3), status(304)],
    sse: [first.answer, second.answer],
  })
  await pass()
  await first.say('retry: 700\n\n')
  await first.end()
  await pass(699)
  expect(asked).toHaveLength(2)
  await pass(10)
  expect(asked).toEqual(['poll 0', 'sse 3', 'poll 3', 'sse 3'])
  expect([tags[2], states]).toEqual(['W/"e-3"', ['live']])
})

it('goes on by the same stream where the page could not show what came', async () => {
  const { answer, say } = stream()
  const { asked, shown, states, troubles, pass } = stage({ poll: [whole(12)], sse: [answer] })
  await pass()
  await say(`id: 13\ndata: ${told(13)}\n\n`)
  await pass()
  await say(`id: 14\ndata: ${told(14)}\n\n`)
  await pass(20_000)
  expect([shown.at(-1), states, troubles.length]).toEqual(['<p>14</p>\n', ['live'], 1])
  expect(asked).toEqual(['poll 0', 'sse 12'])
})

it('asks for all of it where it is told of what it has not got', async () => {
  const { answer, say } = stream()
  const { asked, shown, pass } = stage({ poll: [whole(3), whole(5)], sse: [answer, swallowed] })
  await pass()
  await say(`id: 5\ndata: ${told(5, [[0, 1]], 'another')}\n\n`)
  await pass(10)
  expect(asked.slice(2)).toEqual(['poll 0', 'sse 5'])
  expect(shown.at(-1)).toBe('<p>5</p>\n')
})

it('goes on by long polls where streams are swallowed, and tries a stream again later', async () => {
  const { answer, say } = stream()
  const { asked, states, pass } = stage({
    poll: [whole(3), status(304)],
    sse: [swallowed, answer],
    longpoll: [whole(4), swallowed],
  })
  await pass(streamPatienceMs - 1)
  expect(asked).toEqual(['poll 0', 'sse 3'])
  await pass(10)
  expect(asked.slice(2)).toEqual(['poll 3', 'longpoll 3', 'longpoll 4'])
  expect(states).toEqual(['live'])
  await pass(firstProbeInMs + 45_000)
  expect(asked.at(-1)).toBe('sse 4')
  await say(':\n\n')
  await pass(60_000)
  expect(asked.filter(each => each.startsWith('sse')).length).toBeGreaterThan(1)
})

it('polls where nothing else gets through, says so, and knows what it costs nothing to ask', async () => {
  const { asked, states, pass } = stage({
    poll: [whole(3), status(304)],
    sse: [refused],
    longpoll: [status(504)],
  })
  await pass(20_000)
  expect(states.at(-1)).toBe('polling')
  const before = asked.length
  await pass(pollEveryMs * 3)
  expect(asked.slice(before)).toEqual(['poll 3', 'poll 3', 'poll 3'])
  await pass(firstProbeInMs * 1.25)
  // A try does not cost it what it has.
  expect(asked.filter(each => each.startsWith('sse')).length).toBeGreaterThan(2)
  await pass(20_000)
  expect([asked.at(-1), states.at(-1)]).toEqual(['poll 3', 'polling'])
})

it('waits longer and longer while the network is away, and loses no manner by it', async () => {
  const { answer, say } = stream()
  const { asked, states, pass, answers } = stage({ poll: [whole(3)], sse: [refused] })
  await pass()
  answers.poll = [refused]
  answers.sse = [answer]
  await pass(120_000)
  expect(states.at(-1)).toBe('reconnecting')
  expect(asked.length).toBeLessThan(25)
  answers.poll = [status(304)]
  void say(':\n\n')
  await pass(15_000)
  expect(asked.at(-1)).toBe('sse 3')
  expect(states.at(-1)).toBe('live')
})

it('comes back when it was told to', async () => {
  const { asked, pass } = stage({ poll: [status(503, { 'retry-after': '7' }), whole(3)], sse: [swallowed] })
  await pass(6_999)
  expect(asked).toHaveLength(1)
  await pass(3_500)
  expect(asked.slice(1)).toEqual(['poll 0', 'sse 3'])
})

it.each([
  ['is not shared any more', 'gone'],
  ['was never there', 'absent'],
  ['is for people who have signed in', 'signIn'],
] as const)('asks no more about a document that %s', async (_what, state) => {
  const { answer, say } = stream()
  const first = { gone: whole(3), absent: status(404), signIn: status(401) }[state]
  const { asked, states, pass } = stage({ poll: [first], sse: [answer] })
  await pass()
  if (state === 'gone') await say('event: gone\ndata: unknown-document\n\n')
  await pass(60_000)
  expect(states.at(-1)).toBe(state)
  expect(asked.length).toBeLessThan(3)
})

it('holds nothing when it is stopped, and catches up when it goes on', async () => {
  const { answer, say } = stream()
  const { following, asked, pass } = stage({ poll: [whole(3), whole(9)], sse: [answer, swallowed] })
  await pass()
  await say(':\n\n')
  following.stop()
  await pass(60_000)
  expect(asked).toHaveLength(2)
  following.start()
  await pass()
  expect(asked.slice(2)).toEqual(['poll 3', 'sse 9'])
})
