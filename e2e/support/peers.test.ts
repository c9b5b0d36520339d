import { afterAll, beforeAll, expect, it } from 'vitest'
import { converge, peers } from './peers.ts'
import { startServer, type TestServer } from './start-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

it('brings what two people type together', async () => {
  const { ann, bob } = await peers(server, 'ann', 'bob')
  ann.type(0, 'Hello')
  await converge([ann, bob], 'Hello')
  bob.type(5, ', world')
  ann.erase(0, 1)
  await converge([ann, bob], 'ello, world')
})

it('keeps what one types while the other is away', async () => {
  const { ann, bob } = await peers(server, 'ann', 'bob')
  await ann.offline(() => {
    bob.type(0, 'hi')
    ann.type(0, 'oh')
  })
  await converge([ann, bob])
  expect(ann.read()).toHaveLength(4)
})

it('goes on where it was after the server was killed', async () => {
  const { ann, bob } = await peers(server, 'ann', 'bob')
  ann.type(0, 'before ')
  await converge([ann, bob], 'before ')
  await server.kill()
  ann.type(7, 'and ')
  bob.type(7, 'after')
  await server.restart()
  await converge([ann, bob])
  expect(ann.read()).toMatch(/^before (and after|afterand )$/)
})

it('notices when they do not have the same', async () => {
  const { ann, bob } = await peers(server, 'ann', 'bob')
  ann.type(0, 'words')
  await converge([ann, bob], 'words')
  bob.provider.disconnect()
  ann.type(5, ' unheard')
  await expect(converge([ann, bob], undefined, { withinInMs: 300 })).rejects.toThrow(/ann, bob/)
})
