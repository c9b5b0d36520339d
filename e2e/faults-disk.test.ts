import { closeSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { makeSmallDisk } from '../server/log/sqlite/folder.contract.ts'
import { copyOfDatabase, documentIn } from './support/database-copy.ts'
import { openPeer, type Peer } from './support/peer.ts'
import { converge, peersOf } from './support/peers.ts'
import { createDocument } from './support/raw-client.ts'
import { startServer, type TestServer } from './support/start-server.ts'
import { until } from './support/until.ts'
import { falselySaved, type Witness, witness } from './support/witness.ts'

const kilobyte = 1024

/** A server whose disk holds `kilobytes`; undefined where nobody lets us mount one. */
async function serverOnSmallDisk(kilobytes: number) {
  const disk = await makeSmallDisk(kilobytes)
  if (disk === undefined) return undefined
  onTestFinished(() => disk.remove())
  const server = await startServer({ dataDir: join(disk.path, 'data') })
  onTestFinished(() => server.stop())
  return { server, filler: (name: string) => join(disk.path, name) }
}

/** Writes until the disk takes no more. */
function fillUp(path: string): void {
  const file = openSync(path, 'w')
  try {
    for (;;) writeSync(file, new Uint8Array(kilobyte))
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' })
  } finally {
    closeSync(file)
  }
}

const isRefused = ({ provider: { status } }: Peer) =>
  status.state === 'refused' && status.reason === 'storage' && status.unsaved > 0

/** Lets them write 8 KB words, one every 10 ms, until it is so. */
async function writeUntil(isSo: () => boolean, witnesses: readonly Witness[]): Promise<void> {
  const write = () => {
    for (const each of witnesses) each.write(8 * kilobyte)
    return isSo()
  }
  await until(write, 'the disk to take no more', 30_000)
}

/** What the database holds at this moment. A process that stands still changes nothing meanwhile. */
async function textOnDisk(server: TestServer, documentId: string): Promise<string> {
  server.process.kill('SIGSTOP')
  const copy = copyOfDatabase(server.dataDir)
  server.process.kill('SIGCONT')
  return (await documentIn(copy, documentId)).getText('text').toString()
}

it('refuses visibly while the disk is full, calls nothing saved, and saves all by itself once there is room', async ({
  skip,
}) => {
  const small = (await serverOnSmallDisk(8_000)) ?? skip('a small disk can be mounted by root alone')
  const { server, filler } = small
  const { pid } = server
  writeFileSync(filler('ballast'), new Uint8Array(6_000 * kilobyte))
  const documentId = await createDocument(server.url)
  const { ann, bob } = await peersOf({ url: server.url, documentId }, 'ann', 'bob')
  const people = [ann, bob]
  const witnesses = people.map(witness)

  await writeUntil(() => people.every(isRefused), witnesses)
  fillUp(filler('filler'))
  const refusalsBefore = refusalsIn(server)
  // More than the room that a refused commit may have left behind in the database's own files.
  for (let i = 0; i < 50; i++) for (const each of witnesses) each.write(8 * kilobyte)
  await until(
    () => refusalsIn(server) >= refusalsBefore + 4,
    'both to have been refused again, twice',
    20_000,
  )

  // Nobody is told that it is saved, and it is not; what was called saved is there.
  expect(people.map(isRefused)).toEqual([true, true])
  const onDisk = await textOnDisk(server, documentId)
  expect(falselySaved(witnesses, onDisk)).toEqual([])
  for (const { saved, written } of witnesses) {
    expect(saved.size).toBeGreaterThan(0)
    expect(written.length - saved.size).toBeGreaterThanOrEqual(50)
  }

  // Writing goes on, and so does reading.
  ann.type(0, 'meanwhile ')
  expect(ann.read()).toMatch(/^meanwhile /)
  const eve = await openPeer({ url: server.url, documentId, name: 'eve' })
  onTestFinished(() => eve.leave())
  expect(eve.read()).toBe(onDisk)
  expect(eve.provider.status).toMatchObject({ state: 'live', unsaved: 0 })
  // What is small may still find room where what is large did not; in the end there is none.
  const made = new Set<number>()
  const isRefusedToo = async () => made.add(await statusOf(server, 'POST', '/api/documents')).has(507)
  await until(isRefusedToo, 'a new document to be refused as well', 20_000)
  expect([...made].filter(status => status !== 201)).toEqual([507])
  expect(await statusOf(server, 'GET', `/api/documents?ids=${documentId}`)).toBe(200)
  expect(await statusOf(server, 'GET', '/health/live')).toBe(200)

  rmSync(filler('filler'))
  rmSync(filler('ballast'))
  await converge([...people, eve], undefined, { withinInMs: 20_000 })
  expect(people.map(({ provider }) => provider.status)).toMatchObject([
    { state: 'live', unsaved: 0 },
    { state: 'live', unsaved: 0 },
  ])
  const words = ['meanwhile', ...witnesses.flatMap(({ written }) => written)]
  expect(ann.read().trim().split(' ').sort()).toEqual(words.sort())
  const fresh = await openPeer({ url: server.url, documentId, name: 'fresh' })
  onTestFinished(() => fresh.leave())
  expect(fresh.read()).toBe(ann.read())
  expect(await textOnDisk(server, documentId)).toBe(ann.read())
  expect(await statusOf(server, 'POST', '/api/documents')).toBe(201)
  expect({ pid: server.pid, exited: server.exited }).toEqual({ pid, exited: false })
}, 90_000)

it('can be stopped, killed and started on a full disk: what was called saved is there to read', async ({
  skip,
}) => {
  const small = (await serverOnSmallDisk(4_000)) ?? skip('a small disk can be mounted by root alone')
  const { server, filler } = small
  writeFileSync(filler('ballast'), new Uint8Array(2_000 * kilobyte))
  const documentId = await createDocument(server.url)
  const { ann } = await peersOf({ url: server.url, documentId }, 'ann')
  const watched = witness(ann)
  await writeUntil(() => isRefused(ann), [watched])
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    fillUp(filler(signal))
    expect(await server.kill(signal)).toBe(signal === 'SIGTERM' ? 0 : null)
    await server.restart()
    const eve = await openPeer({ url: server.url, documentId, name: 'eve' })
    expect(falselySaved([watched], eve.read())).toEqual([])
    await eve.leave()
    await until(() => isRefused(ann), 'ann to be refused again')
  }
  rmSync(filler('ballast'))
  await converge([ann])
  const fresh = await openPeer({ url: server.url, documentId, name: 'fresh' })
  onTestFinished(() => fresh.leave())
  expect(fresh.read().trim().split(' ')).toEqual(watched.written)
}, 90_000)

it('stops with a sentence when the disk fails in a way that leaves doubt, and has kept what it called saved', async () => {
  // A file that may not grow beyond 1 MB fails in the middle of a write, and not as a full disk does.
  const failing = await startServer({ under: ['bash', '-c', 'ulimit -f 1024 && exec "$0" "$@"'] })
  const { url, port, dataDir } = failing
  onTestFinished(() => failing.stop())
  const documentId = await createDocument(url)
  const { ann } = await peersOf({ url, documentId }, 'ann')
  const watched = witness(ann)
  await writeUntil(() => failing.exited, [watched])
  expect(failing.process.exitCode).toBe(1)
  const sentence =
    'The log failed, and Quire stops so that nothing is called saved that is not: disk I/O error'
  await until(() => failing.lines.includes(sentence), 'the sentence')
  expect(watched.saved.size).toBeGreaterThan(10)
  const onDisk = await documentIn(copyOfDatabase(dataDir), documentId)
  expect(falselySaved([watched], onDisk.getText('text').toString())).toEqual([])
  const next = await startServer({ port, dataDir })
  onTestFinished(() => next.stop())
  await converge([ann], `${watched.written.join(' ')} `)
}, 60_000)

const refusalsIn = ({ lines }: TestServer) =>
  lines.filter(line => line.includes('Refused an update') && line.includes('"storage"')).length

async function statusOf({ url }: TestServer, method: string, path: string): Promise<number> {
  return (await fetch(url + path, { method })).status
}
