import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it, onTestFinished } from 'vitest'
import { copyOfDatabase, documentIn } from './support/database-copy.ts'
import { converge, peersOf } from './support/peers.ts'
import { createDocument, RawClient } from './support/raw-client.ts'
import { startServer, type TestServer } from './support/start-server.ts'
import { openTcpProxy } from './support/tcp-proxy.ts'
import { until } from './support/until.ts'
import { falselySaved, witness } from './support/witness.ts'

async function runningServer(): Promise<TestServer> {
  const server = await startServer()
  onTestFinished(() => server.stop())
  return server
}

it('ends within seconds under load, keeps what it called saved, and everybody comes back by themselves', async () => {
  const server = await runningServer()
  const { url } = server
  const documentId = await createDocument(url)
  const polling = await peersOf({ url, documentId, transports: ['polling'] }, 'dan', 'eve')
  const people = [
    ...Object.values(await peersOf({ url, documentId }, 'ann', 'bob', 'cid')),
    ...Object.values(polling),
  ]
  await frozenReader(server, documentId)
  const witnesses = people.map(witness)
  const typing = setInterval(() => {
    for (const each of witnesses) each.write()
  }, 5)
  onTestFinished(() => clearInterval(typing))
  await until(() => witnesses.every(({ saved }) => saved.size > 50), 'everybody to have words saved')

  const asked = performance.now()
  expect(await server.kill('SIGTERM')).toBe(0)
  expect(performance.now() - asked).toBeLessThan(5_000)
  // Their clients hear of nothing more, so nothing more can be called saved.
  const onDisk = await documentIn(copyOfDatabase(server.dataDir), documentId)
  expect(falselySaved(witnesses, onDisk.getText('text').toString())).toEqual([])

  expect(server.lines.filter(line => line.includes('"severity"'))).toEqual([])

  await server.restart()
  const savedBefore = witnesses.map(({ saved }) => saved.size)
  await until(
    () => witnesses.every(({ saved }, i) => saved.size > (savedBefore[i] ?? 0)),
    'everybody to be back, and to have new words saved',
    15_000,
  )
  clearInterval(typing)
  await converge(people)
  const words = witnesses.flatMap(({ written }) => written)
  expect(people[0]?.read().trim().split(' ').sort()).toEqual(words.sort())
}, 60_000)

/** Somebody whose network stands still: the connection is there, and nothing on it moves any more. */
async function frozenReader(server: TestServer, documentId: string): Promise<void> {
  const proxy = await openTcpProxy(server)
  const client = new RawClient(proxy.url)
  onTestFinished(async () => {
    client.close()
    await proxy.close()
  })
  await client.open(documentId)
  proxy.mode = 'freeze'
}

/** Another program keeps the database to itself: the commit of Ann's words has to wait, for up to five seconds. */
async function waitingCommit() {
  const server = await runningServer()
  const documentId = await createDocument(server.url)
  const { ann } = await peersOf({ url: server.url, documentId }, 'ann')
  const other = new DatabaseSync(join(server.dataDir, 'quire.sqlite'))
  onTestFinished(() => other.close())
  other.exec('BEGIN IMMEDIATE')
  ann.type(0, 'words')
  await until(() => ann.provider.status.unsaved === 1, 'the words to be on their way')
  return { server, documentId, ann, other }
}

it('ends at once when it is asked a second time, whatever it waits for', async () => {
  const { server, ann } = await waitingCommit()
  server.process.kill('SIGTERM')
  await until(() => ann.provider.status.state !== 'live', 'the connection to be cut')
  expect({ exited: server.exited, unsaved: ann.provider.status.unsaved }).toEqual({
    exited: false,
    unsaved: 1,
  })
  const asked = performance.now()
  expect(await server.kill('SIGTERM')).toBe(null)
  expect(performance.now() - asked).toBeLessThan(3_000)
})

it('finishes a commit under way, once it can, when it is asked to end', async () => {
  const { server, documentId, ann, other } = await waitingCommit()
  server.process.kill('SIGINT')
  await until(() => ann.provider.status.state !== 'live', 'the connection to be cut')
  other.exec('ROLLBACK')
  await until(() => server.exited, 'the end')
  expect(server.process.exitCode).toBe(0)
  const onDisk = await documentIn(copyOfDatabase(server.dataDir), documentId)
  expect(onDisk.getText('text').toString()).toBe('words')
})
