import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { type Haproxy, startHaproxy } from './haproxy.ts'
import { openReaper } from './reaper.ts'
import { until } from './until.ts'

/** A node that says its name, keeps whoever asks for /wait waiting, and is as ready as it is told to be. */
async function namedNode(name: string) {
  const state = { ready: true }
  const server = createServer((request, response) => {
    if (request.url === '/wait') return
    response.statusCode = request.url === '/health/ready' && !state.ready ? 503 : 200
    response.end(name)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return Object.assign(state, { port: (server.address() as AddressInfo).port })
}

async function balancerBefore(options: { affinity: boolean }, ...names: string[]) {
  const balancer = await startHaproxy(options)
  onTestFinished(() => balancer.stop())
  const nodes = await Promise.all(names.map(namedNode))
  for (const { port } of nodes) await balancer.add(port)
  return { balancer, nodes }
}

async function answers({ url }: Haproxy, count: number, headers = {}): Promise<string[]> {
  const texts: string[] = []
  for (let i = 0; i < count; i++) texts.push(await (await fetch(`${url}/who`, { headers })).text())
  return texts
}

it('sends requests round, to those that are ready and on its list', async () => {
  const { balancer, nodes } = await balancerBefore({ affinity: false }, 'ann', 'bob')
  const [ann, bob] = nodes
  if (!ann || !bob) throw new Error('unreachable')
  expect((await answers(balancer, 4)).toSorted()).toEqual(['ann', 'ann', 'bob', 'bob'])
  await until(() => balancer.requests.length === 4, 'the balancer to have told of them')
  expect(balancer.requests.map(({ port }) => port).toSorted()).toEqual(
    [ann.port, ann.port, bob.port, bob.port].toSorted(),
  )
  bob.ready = false
  await until(async () => !(await balancer.ready()).includes(bob.port), 'bob to be found not ready')
  expect(await answers(balancer, 3)).toEqual(['ann', 'ann', 'ann'])

  const cid = await namedNode('cid')
  await balancer.add(cid.port)
  expect(new Set(await answers(balancer, 2))).toEqual(new Set(['ann', 'cid']))
  await balancer.remove(ann.port)
  expect(new Set(await answers(balancer, 2))).toEqual(new Set(['cid']))
  await balancer.add(ann.port)
  await balancer.disable(cid.port)
  expect(new Set(await answers(balancer, 2))).toEqual(new Set(['ann']))
})

it('keeps those with a cookie where they were, until the cookies are lost', async () => {
  const { balancer } = await balancerBefore({ affinity: true }, 'ann', 'bob')
  const first = await fetch(`${balancer.url}/who`)
  const name = await first.text()
  const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? ''
  expect(await answers(balancer, 4, { cookie })).toEqual(Array(4).fill(name))
  await balancer.loseCookies()
  expect(new Set(await answers(balancer, 4, { cookie }))).toEqual(new Set(['ann', 'bob']))
})

it('cuts what is older than it may be', async () => {
  const { balancer } = await balancerBefore({ affinity: false }, 'ann')
  const waiting = fetch(`${balancer.url}/wait`)
  await until(async () => (await balancer.streams()).length === 1, 'a request to be under way')
  const reaper = openReaper(balancer, { maxAgeInS: 1 })
  expect((await waiting).ok).toBe(false)
  await reaper.stop()
  expect(reaper.cuts).toBe(1)
  await until(() => balancer.requests.length === 1, 'the balancer to have told of it')
  expect(balancer.requests).toMatchObject([{ path: '/wait', ending: expect.stringMatching(/^K/) }])
})
