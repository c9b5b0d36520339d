import { expect, it } from 'vitest'
import { until } from '../../e2e/support/until.ts'
import type { Open, Role } from '../../protocol/index.ts'
import { openStage, type Peer } from './testing/peers.ts'

const stage = openStage()

const opens = () =>
  stage.server.heard.filter(({ event }) => event === 'open').map(({ message }) => message as Open)

async function livePeer(): Promise<{ ann: Peer; roles: Role[] }> {
  const ann = stage.peer()
  const roles: Role[] = []
  ann.provider.on('role', role => roles.push(role))
  await ann.is('live')
  await until(() => roles.length > 0, 'the role')
  return { ann, roles }
}

it('goes on at once with a server that speaks the version before', async () => {
  stage.server.speaks = 1
  const ann = stage.peer()
  ann.type(0, 'older')
  await ann.provider.whenSaved()
  expect(stage.server.handshakes.map(({ version }) => version)).toEqual([2, 1])
  expect(ann.statuses.filter(({ state }) => state === 'refused')).toEqual([])
})

it('brings the secret of the link by which one came, to every session, and the same secret of the device to every connection', async () => {
  const ann = stage.peer({ link: 'secret' })
  await ann.is('live')
  stage.server.cut()
  await ann.is('connecting')
  await ann.is('live')
  expect(opens().map(({ link }) => link)).toEqual(['secret', 'secret'])
  const devices = new Set(stage.server.handshakes.map(({ device }) => device))
  expect([...devices]).toEqual([expect.stringMatching(/^[\w-]{16,64}$/)])
})

it('tells in the middle of a session what one may do now', async () => {
  const { ann, roles } = await livePeer()
  const { session } = ann.provider
  for (const role of ['viewer', 'commenter', 'editor'] as const)
    stage.server.changeRole(stage.documentId, role)
  await until(() => roles.length === 4, 'the roles')
  expect(roles).toEqual(['editor', 'viewer', 'commenter', 'editor'])
  expect(ann.provider.participants).toMatchObject([{ role: 'editor' }])
  expect(ann.provider.session).toBe(session)
})

it.each(['viewer', 'commenter'] as const)(
  'keeps what was typed just before one heard that one is a %s now, and sends it when one may write again',
  async role => {
    const { ann } = await livePeer()
    ann.type(0, 'before ')
    await ann.provider.whenSaved()
    stage.server.changeRole(stage.documentId, role)
    ann.type(7, 'and after')
    await ann.is('refused')
    await until(() => ann.provider.role === role, 'the role')
    expect(ann.provider.status).toMatchObject({ reason: 'forbidden', unsaved: 1 })
    expect(stage.server.text(stage.documentId)).toBe('before ')
    // It goes on reading.
    await until(() => ann.provider.synced, 'the document to be open for reading')
    stage.server.changeRole(stage.documentId, 'editor')
    await ann.provider.whenSaved()
    await ann.is('live')
    expect(stage.server.text(stage.documentId)).toBe('before and after')
  },
)

it('sends what was held back also when one may write again by the time that one comes back', async () => {
  const { ann } = await livePeer()
  stage.server.changeRole(stage.documentId, 'viewer')
  ann.type(0, 'kept')
  await ann.is('refused')
  await until(() => ann.provider.synced, 'the document to be open for reading')
  stage.server.role = 'editor'
  stage.server.cut()
  await ann.provider.whenSaved()
  await ann.is('live')
  expect(stage.server.text(stage.documentId)).toBe('kept')
})

it('lets one go over to another connection with the role that one has there', async () => {
  const { ann, roles } = await livePeer()
  stage.server.role = 'viewer'
  stage.server.handOver(0)
  await until(() => stage.server.connected === 2 && stage.server.connections === 1, 'the other connection')
  expect(roles).toEqual(['editor', 'viewer'])
  stage.server.role = 'editor'
  stage.server.handOver(0)
  await until(() => stage.server.connected === 3 && stage.server.connections === 1, 'another one')
  ann.type(0, 'again')
  await ann.provider.whenSaved()
})

it.each(['removed', 'link-withdrawn', 'trashed', 'deleted', 'signed-out'] as const)(
  'says why one is shut out (%s), keeps what is not saved, and does not ask again by itself',
  async cause => {
    const { ann } = await livePeer()
    stage.server.isStuck = true
    ann.type(0, 'unsaved')
    await until(() => ann.provider.status.unsaved === 1, 'the word to be on its way')
    stage.server.shutOut(stage.documentId, cause)
    await ann.is('refused')
    expect(ann.provider.status).toMatchObject({ reason: 'forbidden', cause, unsaved: 1 })
    expect(ann.text.toString()).toBe('unsaved')
    expect(ann.provider.unsavedUpdates.length).toBeGreaterThan(0)
    const asked = opens().length
    // Whose login is over is cut, and comes back.
    stage.server.cut()
    await until(() => stage.server.connected === 2, 'the next connection')
    expect(ann.provider.status).toMatchObject({ state: 'refused', reason: 'forbidden', cause })
    expect(opens()).toHaveLength(asked)

    stage.server.refusesOpen = undefined
    stage.server.isStuck = false
    ann.provider.connect()
    await ann.provider.whenSaved()
    expect(stage.server.text(stage.documentId)).toBe('unsaved')
  },
)

it('comes back by itself when a login has ended that the browser has renewed meanwhile', async () => {
  const { ann } = await livePeer()
  stage.server.isStuck = true
  ann.type(0, 'unsaved')
  stage.server.shutOut(stage.documentId, 'expired')
  stage.server.isStuck = false
  stage.server.refusesOpen = undefined
  stage.server.cut()
  await ann.provider.whenSaved()
  await ann.is('live')
  expect(ann.statuses.filter(({ state }) => state === 'refused')).toEqual([])
  expect(stage.server.text(stage.documentId)).toBe('unsaved')
})

it('says that a login has ended where the next one, or none, does not let one in', async () => {
  const { ann } = await livePeer()
  stage.server.isStuck = true
  ann.type(0, 'unsaved')
  stage.server.shutOut(stage.documentId, 'expired')
  stage.server.cut()
  await ann.is('refused')
  expect(ann.provider.status).toMatchObject({ reason: 'unknown-document', cause: 'expired', unsaved: 1 })
  const asked = opens().length
  stage.server.cut()
  await until(() => stage.server.connected >= 3, 'the next connection')
  expect(opens()).toHaveLength(asked)
})

it('goes on in the second session where the login of the first has ended just before the move', async () => {
  const { ann } = await livePeer()
  let answer = () => {}
  stage.server.mayAnswerOpen = () => new Promise(may => (answer = may))
  stage.server.handOver(0)
  await until(() => opens().length === 2, 'the second session')
  ann.type(0, 'typed ')
  stage.server.shutOutOldest(stage.documentId, 'expired')
  ann.type(6, 'on')
  stage.server.cutOldest()
  // And whoever asks anew.
  stage.server.mayAnswerOpen = async () => {}
  answer()
  await ann.provider.whenSaved()
  expect(ann.statuses.filter(({ state }) => state === 'refused')).toEqual([])
  expect(stage.server.text(stage.documentId)).toBe('typed on')
})

it.each([undefined, 'u_bob'])(
  'sends nothing of what was typed in the name of somebody else (%s)',
  async other => {
    stage.server.user = 'u_ann'
    const { ann } = await livePeer()
    stage.server.isStuck = true
    ann.type(0, "Ann's")
    await until(() => stage.server.heard.some(({ event }) => event === 'update'), 'it to be lost')
    stage.server.user = other
    stage.server.isStuck = false
    stage.server.cut()
    await ann.is('refused')
    expect(ann.provider.status).toMatchObject({
      reason: 'forbidden',
      cause: 'written-by-another',
      unsaved: 1,
    })
    // Nor when the window comes back by itself.
    ann.provider.reconnect()
    await until(() => opens().length === 3, 'the next session')
    await ann.is('refused')
    expect(ann.provider.status).toMatchObject({
      reason: 'forbidden',
      cause: 'written-by-another',
      unsaved: 1,
    })
    expect(stage.server.text(stage.documentId)).toBe('')
    ann.provider.connect()
    await ann.provider.whenSaved()
    expect(stage.server.text(stage.documentId)).toBe("Ann's")
  },
)

it('says that one has signed out where nothing waits to be saved, and goes on as whoever comes back', async () => {
  stage.server.user = 'u_ann'
  const { ann } = await livePeer()
  stage.server.user = 'u_bob'
  stage.server.cut()
  await ann.is('refused')
  expect(ann.provider.status).toMatchObject({ reason: 'forbidden', cause: 'signed-out', unsaved: 0 })
  ann.provider.reconnect()
  await ann.is('live')
  ann.type(0, "Bob's")
  await ann.provider.whenSaved()
})

it('asks nothing of a guest who has signed in: it is the same person', async () => {
  stage.server.user = 'g_ann'
  const { ann } = await livePeer()
  stage.server.isStuck = true
  ann.type(0, "Ann's")
  stage.server.user = 'u_ann'
  stage.server.formerly = 'g_ann'
  stage.server.shutOut(stage.documentId, 'expired')
  stage.server.refusesOpen = undefined
  stage.server.isStuck = false
  stage.server.cut()
  await ann.provider.whenSaved()
  await ann.is('live')
  expect(ann.statuses.filter(({ state }) => state === 'refused')).toEqual([])
  expect(opens().map(({ writer }) => writer)).toEqual([undefined, 'g_ann'])
})

it('goes on as whoever one has become who was nobody, and on a node that does not say who anybody is', async () => {
  const { ann } = await livePeer()
  stage.server.user = 'u_ann'
  stage.server.cut()
  await until(() => opens().length === 2, 'the next session')
  await ann.is('live')
  stage.server.user = undefined
  stage.server.speaks = 1
  stage.server.cut()
  await until(() => opens().length === 3, 'the session after that')
  await ann.is('live')
  ann.type(0, 'on')
  await ann.provider.whenSaved()
  expect(ann.statuses.filter(({ state }) => state === 'refused')).toEqual([])
})

it('does not open again on a second connection what one was shut out of', async () => {
  const { ann } = await livePeer()
  stage.server.mayAnswerOpen = () => new Promise(() => {})
  stage.server.handOver(0)
  await until(() => opens().length === 2, 'the second session')
  stage.server.shutOut(stage.documentId, 'removed')
  await ann.is('refused')
  expect(ann.provider.status).toMatchObject({ cause: 'removed' })
})
