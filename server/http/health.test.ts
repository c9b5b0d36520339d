import { fastify } from 'fastify'
import { expect, it, onTestFinished } from 'vitest'
import { until } from '../../e2e/support/until.ts'
import { type Condition, healthRoutes } from './health.ts'

/** Asks the health of a node in this condition. */
async function healthOf(condition: Condition) {
  const http = fastify()
  onTestFinished(() => http.close())
  healthRoutes(http, () => condition)
  return async (path: string) => {
    const { statusCode, body } = await http.inject(`/health/${path}`)
    return { statusCode, body: JSON.parse(body) }
  }
}

it('takes people in when it is ready, and says what it uses', async () => {
  const ask = await healthOf({ isDraining: false, store: 'reachable', redis: 'reachable' })
  expect(await ask('ready')).toEqual({
    statusCode: 200,
    body: { status: 'ready', store: 'reachable', redis: 'reachable', longestPauseInMs: expect.any(Number) },
  })
})

it('stays ready while Postgres and Redis are away: with them every node would go at once', async () => {
  const ask = await healthOf({ isDraining: false, store: 'away', redis: 'away' })
  expect(await ask('ready')).toMatchObject({ statusCode: 200, body: { store: 'away', redis: 'away' } })
})

it('takes nobody in while others have the store that it has lost', async () => {
  const ask = await healthOf({ isDraining: false, isCutOff: true, store: 'away' })
  expect(await ask('ready')).toMatchObject({ statusCode: 503, body: { status: 'cut off', store: 'away' } })
})

it('takes nobody in while it drains, and lives', async () => {
  const ask = await healthOf({ isDraining: true, store: 'reachable' })
  expect(await ask('ready')).toMatchObject({
    statusCode: 503,
    body: { status: 'draining', store: 'reachable' },
  })
  expect(await ask('live')).toEqual({ statusCode: 200, body: { status: 'live' } })
})

it('tells people how long its event loop stood still', async () => {
  const ask = await healthOf({ isDraining: false, store: 'reachable' })
  const end = performance.now() + 300
  while (performance.now() < end);
  await until(async () => (await ask('ready')).body.longestPauseInMs > 100, 'the pause to be told')
})
