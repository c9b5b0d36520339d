import { expect, it } from 'vitest'
import { Limits } from './limits.ts'
import { TokenBuckets } from './token-bucket.ts'

function setUp() {
  const clock = { now: 0 }
  const notices: string[] = []
  const limits = new Limits(
    (limit, of) => notices.push(`${limit} of ${of}`),
    () => clock.now,
  )
  return { clock, notices, limits }
}
const times = (count: number) => Array.from({ length: count })

it('lets 50 people of one office come back at once, with ten windows each, twice in a row', () => {
  const { limits } = setUp()
  for (const _ of times(1_000)) expect(limits.admit('connections', '203.0.113.7')).toBeUndefined()
})

it('turns away who makes one connection after the other, and says when to come back', () => {
  const { clock, limits, notices } = setUp()
  for (const _ of times(1_000)) limits.admit('connections', '203.0.113.7')
  expect(limits.admit('connections', '203.0.113.7')).toMatchObject({
    ok: false,
    reason: 'busy',
    retryInMs: 50,
  })
  expect(limits.admit('connections', '203.0.113.8')).toBeUndefined()
  clock.now += 50
  expect(limits.admit('connections', '203.0.113.7')).toBeUndefined()
  for (const _ of times(100)) limits.admit('connections', '203.0.113.7')
  expect(notices).toEqual(['connections of 203.0.113.7'])
  expect(limits.refused.get('connections')).toBe(101)
  // What was never met is told as well.
  expect(limits.refused.get('documentBytes')).toBe(0)
})

it('turns away who keeps too many connections open, until one of them goes', () => {
  const { clock, limits } = setUp()
  const ends = times(1_000).map(() => limits.connected('203.0.113.7'))
  clock.now += 3_600_000
  expect(limits.admit('connections', '203.0.113.7')).toMatchObject({ reason: 'busy', retryInMs: 15_000 })
  ends[0]?.()
  expect(limits.admit('connections', '203.0.113.7')).toBeUndefined()
})

it('holds so many requests of an address, and of a person wherever they come from, until one of them ends', () => {
  const { limits } = setUp()
  const ends = times(1_000).map(() => limits.hold('203.0.113.7', undefined))
  expect(limits.hold('203.0.113.7', undefined)).toMatchObject({ reason: 'busy', retryInMs: 15_000 })
  expect(limits.hold('203.0.113.8', undefined)).toBeTypeOf('function')
  const [first] = ends
  if (typeof first === 'function') first()
  expect(limits.hold('203.0.113.7', undefined)).toBeTypeOf('function')
  for (const _ of times(200)) limits.hold('127.0.0.1', 'g_somebody')
  expect(limits.hold('127.0.0.1', 'g_somebody')).toMatchObject({ reason: 'busy' })
  expect(limits.hold('127.0.0.1', undefined)).toBeTypeOf('function')
})

it('takes all addresses that one IPv6 line has for one, and others for others', () => {
  const { limits } = setUp()
  for (const i of times(1_000).keys()) limits.admit('connections', `2001:db8::${i.toString(16)}`)
  expect(limits.admit('connections', '2001:db8:0:0:ffff::1')).toBeDefined()
  expect(limits.admit('connections', '2001:db8:0:1::1')).toBeUndefined()
})

it.each(['127.0.0.1', '::1', '10.1.2.3', '172.31.0.1', '192.168.1.1', 'fd00::1', ''])(
  'holds up nobody who comes from inside, which may be a proxy: %s',
  address => {
    const { limits } = setUp()
    const connection = limits.of(address, undefined)
    for (const _ of times(20_000)) {
      expect(limits.admit('connections', address) ?? connection.update('a', 1e9)).toBeUndefined()
    }
  },
)

it('lets one type, paste and come back with a long text, but not send without end', () => {
  const { clock, limits } = setUp()
  const connection = limits.of('203.0.113.7', undefined)
  for (const _ of times(5_000)) {
    clock.now += 20
    expect(connection.update('document', 200) ?? connection.awareness()).toBeUndefined()
  }
  for (const _ of times(7)) expect(connection.update('document', 4 * 1024 * 1024)).toBeUndefined()
  expect([
    connection.update('document', 4 * 1024 * 1024),
    connection.update('document', 4 * 1024 * 1024),
  ]).toContainEqual(expect.objectContaining({ reason: 'busy', retryInMs: expect.any(Number) }))
})

it('holds a document’s writers to what its readers can take', () => {
  const { limits } = setUp()
  const crowd = times(20).map((_, i) => limits.of(`203.0.113.${i}`, undefined))
  const refusals = crowd
    .flatMap(each => times(900).map(() => each.update('document', 10)))
    .filter(each => each)
  expect(refusals).toHaveLength(20 * 900 - 10_000)
  expect(crowd[0]?.update('another', 10)).toBeUndefined()
})

it('forgets who has gone', () => {
  const buckets = new TokenBuckets({ burst: 1, perSecond: 1 })
  for (const i of times(100_000).keys()) buckets.take(String(i), 1, i * 10)
  expect(buckets.size).toBeLessThan(2_000)
})

it('counts what one person does, in however many windows and from wherever, and nobody else with them', () => {
  const { clock, limits, notices } = setUp()
  const windows = times(40).map((_, i) => limits.of(i % 2 === 0 ? '127.0.0.1' : `203.0.113.${i}`, 'u_ann'))
  for (const window of windows) for (const _ of times(100)) expect(window.awareness() ?? true).toBeTruthy()
  expect(limits.refused.get('personAwareness')).toBe(2_000)
  expect(windows[0]?.awareness()).toMatchObject({ ok: false, reason: 'busy', retryInMs: 5 })
  expect(limits.of('127.0.0.1', 'u_bob').awareness()).toBeUndefined()
  expect(windows[0]?.update('the-document', 100)).toBeUndefined()
  for (const _ of times(4_000)) limits.admitPerson('u_ann')
  expect(limits.admitPerson('u_ann')).toMatchObject({ ok: false, reason: 'busy' })
  expect(limits.admitPerson('u_bob')).toBeUndefined()
  clock.now += 1_000
  expect(windows[0]?.awareness()).toBeUndefined()
  expect(notices).toEqual(['personAwareness of u_ann', 'personRequests of u_ann'])
})
