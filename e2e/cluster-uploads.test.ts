import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, onTestFailed, onTestFinished } from 'vitest'
import { type Cluster, type ClusterNode, startCluster } from './support/cluster.ts'
import { type HttpPerson, httpPerson, makeDocument } from './support/http-people.ts'
import { type S3, startS3 } from './support/s3.ts'
import { scale } from './support/scale.ts'
import { printedSeed, seededRandom } from './support/seeded-random.ts'
import { openTcpProxy } from './support/tcp-proxy.ts'
import { until } from './support/until.ts'
import { Uploader } from './support/uploader.ts'
import { ask, begun, bring, type Place, sha256 } from './support/uploads.ts'

// Three nodes behind HAProxy, which sends every request to the next of them, with one folder for the files; with FILES_IN=bucket in
// the environment with a bucket of a real S3 server.

const folder = mkdtempSync(join(tmpdir(), 'quire-shared-files-'))
let s3: S3 | undefined
let cluster: Cluster
let ann: HttpPerson
let documentId: string
let place: Place
beforeAll(async () => {
  if (process.env.FILES_IN === 'bucket') s3 = await startS3()
  const files = s3?.env('cluster') ?? { FILES_URL: folder }
  cluster = await startCluster({ nodes: 3, env: { ...files, SESSION_SECRET: 's'.repeat(40) } })
  ann = await httpPerson(cluster.url)
  documentId = await makeDocument(ann)
  place = { url: cluster.url, documentId, by: ann }
}, 60_000)
afterAll(async () => {
  await cluster.stop()
  await s3?.stop()
  rmSync(folder, { recursive: true })
})

const at = (nth: number): Place => ({ ...place, url: cluster.nodes[nth]?.server.url ?? '' })

async function uploader(size: number) {
  onTestFailed(() => console.log(cluster.journal().join('\n')))
  const bytes = new Uint8Array(randomBytes(size))
  const path = await begun(place, { name: 'noise', size })
  return { bytes, path, uploader: new Uploader(place, path, bytes, s3 && heard) }
}

/** All bytes that the nodes have heard. */
async function heard(): Promise<number> {
  const all = cluster.nodes.map(async ({ server }) =>
    Number(/^quire_upload_bytes_total (\d+)/m.exec(await metricsOf(server))?.[1] ?? 0),
  )
  return (await Promise.all(all)).reduce((sum, each) => sum + each, 0)
}

const json = async (answer: Promise<Response>) => (await (await answer).json()) as { offset: number }
const megabyte = 1024 * 1024

it(
  'RELIABILITY 34: takes a file over a line that is cut at random, and has hardly anything sent twice',
  async () => {
    const random = seededRandom(printedSeed())
    const [size, cuts] = scale([6 * megabyte, 6], [200 * megabyte, 20])
    const { bytes, path, uploader: ann } = await uploader(size)
    const places = Array.from({ length: cuts }, () => Math.floor(random() * size)).sort((a, b) => a - b)
    let offset = 0
    for (const cutAt of places) {
      if (cutAt > offset) await ann.send(offset, cutAt)
      offset = await ann.offset()
    }
    const headers = await ann.finish(offset)
    expect(headers['x-quire-sha256']).toBe(sha256(bytes))
    const twice = (ann.sent - size) / size
    console.log(`${cuts} cuts: ${(twice * 100).toFixed(1)} % sent twice; ${ann.troubles.join(', ')}`)
    expect(twice).toBeLessThan(scale(0.25, 0.1))
    const got = await ask(place, 'GET', `/api/documents/${documentId}/files/${path.split('/').at(-1)}`)
    expect(sha256(new Uint8Array(await got.arrayBuffer()))).toBe(sha256(bytes))
  },
  scale(30_000, 120_000),
)

it(
  'RELIABILITY 34: goes on at another node when one is killed in the middle, with every byte that was told to be there',
  async () => {
    const random = seededRandom(printedSeed())
    const [size, kills] = scale([8 * megabyte, 1], [100 * megabyte, 50])
    const { bytes, uploader: ann } = await uploader(size)
    let told = 0
    for (let i = 1; i <= kills; i++) {
      const sending = ann.send(told)
      const node = await until(() => busyNode(), 'a node to take it', 20_000)
      await until(
        async () => ann.sent > (i * size) / (kills + 1) || !(await isBusy(node)),
        'some of it to come',
        30_000,
      )
      await node.server.kill()
      await sending
      const offset = await ann.offset()
      expect(offset).toBeGreaterThanOrEqual(told)
      told = offset
      await node.server.restart()
      if (random() < 0.5)
        await until(async () => (await cluster.balancer.ready()).length === 3, 'three nodes')
    }
    const headers = await ann.finish(told)
    expect(headers['x-quire-sha256']).toBe(sha256(bytes))
  },
  scale(60_000, 900_000),
)

const metricsOf = ({ url }: ClusterNode['server']): Promise<string> =>
  fetch(`${url}/metrics`).then(
    answer => answer.text(),
    () => '',
  )

async function isBusy({ server }: ClusterNode): Promise<boolean> {
  return /^quire_uploads_open [1-9]/m.test(await metricsOf(server))
}

async function busyNode(): Promise<ClusterNode | undefined> {
  for (const node of cluster.nodes) if (await isBusy(node)) return node
  return undefined
}

it('has one of two nodes take what both are sent for the same place', async () => {
  const size = 300_000
  const { bytes, path } = await uploader(size)
  const answers = await Promise.all([0, 1].map(nth => bring(at(nth), path, { offset: 0, bytes })))
  const statuses = answers.map(({ status }) => status).sort()
  expect(statuses[0]).toBe(204)
  expect([409, 423]).toContain(statuses[1])
  expect(answers.find(({ status }) => status === 204)?.headers.get('x-quire-sha256')).toBe(sha256(bytes))
})

it('ends an old request on another node when somebody asks where to go on', async () => {
  const { bytes, path, uploader: stalled } = await uploader(megabyte)
  const line = await openTcpProxy({ port: cluster.nodes[0]?.server.port ?? 0 })
  onTestFinished(() => line.close())
  const old = new Uploader({ ...place, url: line.url }, path, bytes)
  // Half of it passes, and then nobody hears anything any more, nor that the line is dead.
  const sending = old.send(0)
  await until(
    async () => Number((await json(ask(at(2), 'GET', path))).offset) > 100_000,
    'some of it to come',
  )
  line.mode = 'freeze'
  const offset = await stalled.offset()
  expect(offset).toBeGreaterThan(100_000)
  expect(await stalled.finish(offset)).toMatchObject({ 'x-quire-sha256': sha256(bytes) })
  line.mode = 'refuse'
  line.cut()
  await sending
})

it('keeps what came when a node drains, and another one goes on', async () => {
  const { bytes, uploader: ann } = await uploader(8 * megabyte)
  const sending = ann.finish()
  const node = await until(() => busyNode(), 'a node to take it')
  const askedAt = performance.now()
  node.server.process.kill('SIGTERM')
  await until(async () => !(await isBusy(node)), 'it to let go')
  expect(performance.now() - askedAt).toBeLessThan(6_000)
  expect(await sending).toMatchObject({ 'x-quire-sha256': sha256(bytes) })
  expect(ann.sent).toBeLessThan(10 * megabyte)
})
