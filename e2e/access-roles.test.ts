import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { encodeAwareness, type Role, roleSchema } from '../protocol/index.ts'
import { actions, allows } from '../server/access/roles.ts'
import { type App, openApp } from '../server/app.ts'
import { readConfig } from '../server/config.ts'
import { asks } from '../server/sync/what-events-ask.ts'
import { readAccessTable } from './support/access-table.ts'
import { type Arrived, type Asker, askers, Stage } from './support/askers.ts'
import { openOnlooker } from './support/onlooker.ts'
import { RawClient } from './support/raw-client.ts'
import { until } from './support/until.ts'
import { bodyType, tus } from './support/uploads.ts'

// What `docs/access.md` says, tried by a client that has no manners: whatever it may not do it asks for all the same.

const table = readAccessTable()
const may = (role: Role | 'none', action: string) =>
  role !== 'none' && table.roles.get(action)?.[role] === true

const folder = mkdtempSync(join(tmpdir(), 'quire-roles-'))
let app: App
let stage: Stage
beforeAll(async () => {
  const env = {
    PORT: '0',
    DATA_DIR: folder,
    LOG_LEVEL: 'silent',
    // People can be invited, and new documents have no link. Nobody signs in: nobody need be there to vouch for them.
    AUTH: 'oidc',
    OIDC_ISSUER: 'http://127.0.0.1:9',
    OIDC_CLIENT_ID: 'quire',
    PUBLIC_URL: 'http://127.0.0.1',
  }
  app = await openApp(readConfig(env), {
    onFatal: error => {
      throw error
    },
  })
  stage = await Stage.open(app.address)
})
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true })
})

describe('the table that people read', () => {
  it('is the one that the server asks', () => {
    const roles = actions.map(action => [
      action,
      Object.fromEntries(roleSchema.options.map(role => [role, allows(role, action)])),
    ])
    expect([...table.roles]).toEqual(roles)
  })

  it('has every event of a socket, and what it asks', () => {
    expect(Object.fromEntries(table.events)).toEqual(asks)
  })

  it('has every route that asks about a document, and what it asks', () => {
    const routes = app.doors
      .filter(({ method, asks }) => method !== 'HEAD' && asks !== 'who' && asks !== 'nothing')
      .map(({ method, url, asks }) => [`${method} ${url}`, asks])
    expect(Object.fromEntries(table.routes)).toEqual(Object.fromEntries(routes))
  })
})

/** All of it is tried by the same people: they are expensive. */
const arrivals = new Map<Asker, Promise<Arrived>>()
function arrivalOf(asker: Asker): Promise<Arrived> {
  const known = arrivals.get(asker) ?? asker.arrive(stage)
  arrivals.set(asker, known)
  return known
}

const everybody = askers.map(asker => [asker.who, asker] as const)

describe.each([
  ['websocket', 11],
  ['polling', 12],
] as const)('RELIABILITY 28: over a socket, by %s', (transport, awarenessId) => {
  it.each(everybody)('%s can do what the table says, and no more', async (_who, asker) => {
    const { role } = asker
    const arrived = await arrivalOf(asker)
    const { documentId, link } = arrived
    const room = await watch(documentId)
    const client = connect(arrived, transport)
    const wish = { documentId, after: 0, awarenessId, ...(link !== undefined && { link }) }
    const mayRead = may(role, asks.open)

    const opened = await client.tryOpen(wish)
    if (mayRead) expect(opened).toMatchObject({ ok: true, role })
    else expect(opened).toEqual(await client.tryOpen({ ...wish, documentId: 'nowhere-at-all-01' }))
    const session = opened.ok ? opened.session : undefined

    const missed = await client.socket.timeout(5_000).emitWithAck('missed', { documentId, after: 0 })
    expect(missed.ok).toBe(may(role, asks.missed))

    client.socket.emit('awareness', encodeAwareness(documentId, caretOf(awarenessId)))
    client.socket.emit('profile', { name: 'Mallory', color: '#000000' })
    await client.socket.timeout(5_000).emitWithAck('echo')
    await room.settle()
    expect(room.carets().has(awarenessId)).toBe(may(role, asks.awareness))
    expect(room.names().has('Mallory')).toBe(may(role, asks.profile))
    expect(client.refusals).toEqual([])

    client.send(documentId, 1, word(awarenessId, transport))
    await client.socket.timeout(5_000).emitWithAck('echo')
    await room.settle()
    const mayWrite = may(role, asks.update)
    expect((await room.text()).includes(transport)).toBe(mayWrite)
    if (!mayWrite) {
      const reason = mayRead ? 'forbidden' : 'not-open'
      await until(() => client.refusals.length > 0, 'the refusal')
      expect(client.refusals).toMatchObject([
        { documentId, reason, ...(session !== undefined && { session }) },
      ])
    }
    const known = room.sessions().size
    if (mayRead) expect(await client.tryOpen(wish)).toMatchObject({ ok: true })
    client.socket.emit('close', documentId)
    await client.socket.timeout(5_000).emitWithAck('echo')
    await room.settle()
    expect(room.sessions().size).toBe(known - (mayWrite ? 1 : 0))
    expect(client.refusals).toHaveLength(mayWrite ? 0 : 1)
    // Nobody is told more than they may read.
    if (!mayRead)
      expect([client.updates, client.presences, client.awareness, client.heads]).toEqual([[], [], [], []])
  })
})

/** What lies in the trash nobody can watch: what was written there is found when it is taken out. */
async function watch(documentId: string) {
  const { cookie } = stage.owner
  const probe = connect({ cookie }, 'websocket')
  const answer = await probe.tryOpen({ documentId, after: 0, awarenessId: 3 })
  probe.close()
  if (answer.ok) return openOnlooker(app.address, cookie, documentId)
  const text = async () => {
    await stage.take(documentId, 'DELETE', '/trash')
    const found = await (await openOnlooker(app.address, cookie, documentId)).text()
    await stage.take(documentId, 'PUT', '/trash')
    return found
  }
  return { settle: async () => {}, carets: nothing, names: nothing, sessions: nothing, text }
}

const nothing = () => new Set<never>()

describe('RELIABILITY 28: over HTTP', () => {
  it.each(everybody)('%s finds in lists what they may read', async (_who, asker) => {
    const { role } = asker
    const arrived = await arrivalOf(asker)
    const { documentId } = arrived
    const idsIn = async (query: string) => {
      const answer = await fetch(`${app.address}/api/documents?${query}`, { headers: headersOf(arrived) })
      const listed: { id: string }[] = await answer.json()
      return listed.map(({ id }) => id)
    }
    await expectFolded(documentId)
    expect(await idsIn(`ids=${documentId}`)).toEqual(may(role, 'read') ? [documentId] : [])
    const isKnown = arrived.cookie !== undefined && may(role, 'read')
    expect((await idsIn('list=mine')).includes(documentId)).toBe(role === 'owner')
    expect((await idsIn('list=shared')).includes(documentId)).toBe(isKnown && role !== 'owner')
    expect((await idsIn('list=trash')).includes(documentId)).toBe(false)
  })

  it.each(everybody)('%s can do what the table says, and no more', async (_who, asker) => {
    const { role } = asker
    let arrived = await arrivalOf(asker)
    for (const { method, url, asks } of documentDoors()) {
      const route = `${method} ${url}`
      // What an owner does leaves another document behind than was there.
      if (role === 'owner') arrived = await asker.arrive(stage)
      const { documentId } = arrived
      if (role === 'owner' && /DELETE .*:id(\/trash)?$/.test(route))
        await stage.take(documentId, 'PUT', '/trash')
      const file = await fileFor(url, arrived, may(role, asks))
      const answer = await askAt(documentId, { method, url, file }, arrived)
      const absent = await askAt('nowhere-at-all-01', { method, url, file }, arrived)
      expect(absent.status, route).toBe(404)
      if (role === 'none') expect(answer, route).toEqual(absent)
      else if (isOwnerLeaving(role, route)) expect(answer.status, route).toBe(403)
      else if (may(role, asks)) expect([200, 201, 204], `${route}: ${answer.status}`).toContain(answer.status)
      else expect(answer, route).toMatchObject(forbidden(method))
      await expectUnchanged(arrived, role, route)
    }
  })

  it('shows an owner what lies in the trash as what can be taken out, and nothing else of it', async () => {
    const documentId = await stage.newDocument()
    await stage.take(documentId, 'PUT', '/trash')
    const owner: Arrived = { documentId, cookie: stage.owner.cookie, link: undefined }
    const client = connect(owner, 'websocket')
    expect(await client.tryOpen({ documentId, after: 0, awarenessId: 1 })).toMatchObject({
      reason: 'forbidden',
    })
    for (const { method, url, asks } of documentDoors()) {
      if (asks === 'trash' || asks === 'delete') continue
      const answer = await askAt(documentId, { method, url, file: 'none-such' }, owner)
      expect(answer.status, `${method} ${url}`).toBe(403)
    }
    expect((await stage.take(documentId, 'DELETE', '/trash')).status).toBe(204)
    expect(await client.tryOpen({ documentId, after: 0, awarenessId: 1 })).toMatchObject({ role: 'owner' })
  })
})

/** Lists leave out what has changed since it was folded. */
async function expectFolded(documentId: string): Promise<void> {
  await until(async () => {
    const answer = await stage.owner.ask('GET', `/api/documents?ids=${documentId}`)
    const listed: object[] = await answer.json()
    // What lies in the trash its owner does not find there, either.
    return (
      listed.length > 0 ||
      (await stage.owner.ask('GET', `/api/documents/${documentId}/sharing`)).status === 403
    )
  }, 'a summary')
}

const documentDoors = () =>
  app.doors
    .filter(({ asks }) => asks !== 'who' && asks !== 'nothing')
    // Who has left is somebody else to whatever is asked after.
    .sort((one, other) => Number(one.url.endsWith('/me')) - Number(other.url.endsWith('/me')))

/** What is said to each route, so that it does something. */
function bodyFor(url: string): object | undefined {
  if (url.endsWith('/link') || url.endsWith('/:person')) return { role: 'commenter' }
  if (url.endsWith('/people')) return { email: 'eve@example.com', role: 'viewer' }
  if (url.endsWith('/copy')) return { title: 'A copy' }
  return url.endsWith('/owner') ? { userId: stage.third.id } : undefined
}

const described = { 'upload-metadata': `name ${btoa('a.txt')}` }

/** A file that is there, or on its way: to go on with one is for whoever began it, so that is who asks, where they may. */
async function fileFor(url: string, as: Arrived, isTheirs: boolean): Promise<string> {
  if (!url.endsWith('/:file') && !url.endsWith('/:upload')) return 'none-such'
  const size = url.endsWith('/:file') ? '0' : '1'
  const by = isTheirs && size === '1' ? headersOf(as) : { cookie: stage.owner.cookie }
  const begun = await fetch(`${app.address}/api/documents/${as.documentId}/uploads`, {
    method: 'POST',
    headers: { ...by, ...tus, ...described, 'upload-length': size },
  })
  return begun.headers.get('location')?.split('/').at(-1) ?? 'none-such'
}

/** What is said to a route of uploads beside that: as tus has it. */
const tusHeaders: Readonly<Record<string, Record<string, string>>> = {
  POST: { ...tus, ...described, 'upload-length': '1' },
  PATCH: { ...tus, 'upload-offset': '0', 'content-type': bodyType },
}

/** All that somebody sees of the answer, but the time. */
async function askAt(
  documentId: string,
  { method, url, file }: { method: string; url: string; file: string },
  as: Arrived,
) {
  const path = url
    .replace(':id', documentId)
    .replace(':person', stage.third.id)
    .replace(/:(file|upload)$/, file)
  const body = method === 'PUT' || method === 'POST' ? bodyFor(url) : undefined
  const isUpload = url.includes('/uploads')
  const answer = await fetch(app.address + path, {
    method,
    headers: {
      ...headersOf(as),
      ...(body && { 'content-type': 'application/json' }),
      ...(isUpload && (tusHeaders[method] ?? tus)),
    },
    ...(body && { body: JSON.stringify(body) }),
    ...(method === 'PATCH' && { body: 'x' }),
  })
  const headers = [...answer.headers].filter(([name]) => name !== 'date')
  return { status: answer.status, headers, body: await answer.text() }
}

const headersOf = ({ cookie, link }: Arrived) => ({
  ...(cookie !== undefined && { cookie }),
  ...(link !== undefined && { 'x-quire-link': link }),
})

/** An owner hands a document over before leaving it. */
const isOwnerLeaving = (role: string, route: string) => role === 'owner' && route.endsWith('/me')

const forbidden = (method: string) => ({
  status: 403,
  body: method === 'HEAD' ? '' : '{"ok":false,"reason":"forbidden"}',
})

/** What was refused has done nothing. */
async function expectUnchanged({ documentId }: Arrived, role: Role | 'none', route: string): Promise<void> {
  if (role === 'owner' || route.endsWith('/me')) return
  const answer = await stage.owner.ask('GET', `/api/documents/${documentId}/sharing`)
  // In the trash already, for somebody of whom that is the story.
  if (answer.status === 403) return
  const { people, isOwner }: { isOwner: boolean; people: { person: { id: string }; role: string }[] } =
    await answer.json()
  expect(isOwner, route).toBe(true)
  expect(
    people.filter(({ person: { id } }) => id === stage.third.id),
    route,
  ).toMatchObject([{ role: 'viewer' }])
  expect(
    people.filter(({ person: { id } }) => id.startsWith('mail:')),
    route,
  ).toEqual([])
}

function connect(as: Pick<Arrived, 'cookie'>, transport: 'websocket' | 'polling'): RawClient {
  const headers = as.cookie === undefined ? {} : { headers: { Cookie: as.cookie } }
  const client = new RawClient(app.address, { transport, ...headers })
  onTestFinished(() => client.close())
  return client
}

function word(clientId: number, text: string): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = clientId
  doc.getText('words').insert(0, text)
  return Y.encodeStateAsUpdate(doc)
}

function caretOf(awarenessId: number, state: object = { caret: 1 }): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = awarenessId
  const awareness = new Awareness(doc)
  awareness.setLocalState({ ...state })
  const update = encodeAwarenessUpdate(awareness, [awarenessId])
  awareness.destroy()
  return update
}
