import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { giveRole, type HttpPerson, httpPerson, makeDocument } from './support/http-people.ts'
import { startServer, type TestServer } from './support/start-server.ts'

let server: TestServer
let ann: HttpPerson
let bob: HttpPerson
beforeAll(async () => {
  server = await startServer()
  ann = await httpPerson(server.url)
  bob = await httpPerson(server.url)
})
afterAll(() => server.stop())

const json = async (answer: Promise<Response>): Promise<unknown> => (await answer).json()
const keyIn = (sharing: unknown) => (sharing as { link: { key?: string } | null }).link?.key
const sharingOf = (id: string) => `/api/documents/${id}/sharing`

it('opens a new document to whoever has its address, without a cookie, too', async () => {
  const made = await fetch(`${server.url}/api/documents`, { method: 'POST' })
  expect(made.status).toBe(201)
  const { id } = (await made.json()) as { id: string }
  expect(made.headers.get('location')).toBe(`/d/${id}`)
  const sharing = await json(fetch(server.url + sharingOf(id)))
  expect(sharing).toMatchObject({ role: 'editor', isOwner: false, link: { role: 'editor' } })
})

it('hands a key to the owner and to who shows it, and opens by it in a header', async () => {
  const id = await makeDocument(ann)
  const first = await json(ann.ask('POST', `/api/documents/${id}/sharing/link/renewal`, {}))
  const key = keyIn(first)
  expect(key).toMatch(/^[\w-]{22}$/)
  expect((await bob.ask('GET', sharingOf(id))).status).toBe(404)
  const byKey = { 'x-quire-link': key ?? '' }
  const seen = await json(bob.ask('GET', sharingOf(id), undefined, byKey))
  expect(seen).toMatchObject({ role: 'editor', link: { role: 'editor' } })
  expect(keyIn(seen)).toBe(key)
  const remembered = await json(bob.ask('GET', sharingOf(id)))
  expect(remembered).toMatchObject({ link: { role: 'editor', hasKey: true } })
  expect(keyIn(remembered)).toBeUndefined()
  const renewed = keyIn(await json(ann.ask('POST', `/api/documents/${id}/sharing/link/renewal`, {})))
  expect(renewed).not.toBe(key)
  expect((await bob.ask('GET', sharingOf(id), undefined, byKey)).status).toBe(404)
  const withdrawn = await json(ann.ask('DELETE', `/api/documents/${id}/sharing/link`))
  expect(withdrawn).toMatchObject({ link: null })
  const again = keyIn(await json(ann.ask('PUT', `/api/documents/${id}/sharing/link`, { role: 'viewer' })))
  expect([key, renewed, undefined]).not.toContain(again)
})

it('shows people by the names that they gave, and lets the owner say what each may do', async () => {
  const id = await makeDocument(ann)
  await bob.ask('PUT', '/api/me', { name: 'Bob' })
  await giveRole(ann, id, { to: bob, role: 'viewer' })
  const sharing = await json(ann.ask('GET', sharingOf(id)))
  expect(sharing).toEqual({
    role: 'owner',
    isOwner: true,
    link: { role: 'editor' },
    people: [
      { person: { id: ann.id, name: '' }, role: 'owner' },
      { person: { id: bob.id, name: 'Bob' }, role: 'viewer' },
    ],
  })
  expect((await bob.ask('GET', sharingOf(id))).status).toBe(403)
  const removed = await json(ann.ask('DELETE', `${sharingOf(id)}/people/${bob.id}`))
  expect(removed).toMatchObject({ people: [{}, { role: 'none' }] })
  expect((await bob.ask('GET', sharingOf(id))).status).toBe(404)
})

it('hands a document over, throws it away, takes it back, and deletes it for good', async () => {
  const id = await makeDocument(ann)
  await giveRole(ann, id, { to: bob, role: 'editor' })
  const handed = await json(ann.ask('PUT', `/api/documents/${id}/owner`, { userId: bob.id }))
  expect(handed).toMatchObject({
    role: 'editor',
    isOwner: false,
    people: [{ role: 'owner' }, { role: 'editor' }],
  })
  expect((await ann.ask('PUT', `/api/documents/${id}/trash`)).status).toBe(403)
  expect((await bob.ask('DELETE', `/api/documents/${id}`)).status).toBe(403)
  expect((await bob.ask('PUT', `/api/documents/${id}/trash`)).status).toBe(204)
  expect((await ann.ask('GET', sharingOf(id))).status).toBe(404)
  expect((await bob.ask('GET', sharingOf(id))).status).toBe(403)
  expect(await json(bob.ask('GET', '/api/documents?list=trash'))).toMatchObject([{ id, role: 'owner' }])
  expect((await bob.ask('DELETE', `/api/documents/${id}/trash`)).status).toBe(204)
  expect(await json(ann.ask('GET', '/api/documents?list=shared'))).toMatchObject([{ id, role: 'editor' }])
  await bob.ask('PUT', `/api/documents/${id}/trash`)
  expect((await bob.ask('DELETE', `/api/documents/${id}`)).status).toBe(204)
  expect((await bob.ask('GET', sharingOf(id))).status).toBe(404)
  expect(await json(bob.ask('GET', '/api/documents?list=trash'))).toEqual([])
})

it('gives summaries of what the caller may read, and of nothing else', async () => {
  const [open, closed] = [await makeDocument(ann), await makeDocument(ann)]
  await ann.ask('DELETE', `/api/documents/${closed}/sharing/link`)
  const asked = `/api/documents?ids=${open},${closed},nowhere-at-all-01`
  const idsFor = async (who: Pick<HttpPerson, 'ask'>) =>
    ((await json(who.ask('GET', asked))) as { id: string }[]).map(({ id }) => id)
  expect(await idsFor(ann)).toEqual([open, closed])
  expect(await idsFor(bob)).toEqual([open])
  expect((await bob.ask('GET', '/api/documents')).status).toBe(400)
  expect((await bob.ask('GET', '/api/documents?list=everything')).status).toBe(400)
})

it('invites nobody where nobody signs in, whichever way it is asked', async () => {
  const id = await makeDocument(ann)
  for (const person of ['mail:eve@example.com', 'mail:anything', 'mail:']) {
    const answer = await ann.ask('PUT', `${sharingOf(id)}/people/${person}`, { role: 'editor' })
    expect(answer.status, person).toBe(400)
  }
  expect(await json(ann.ask('GET', sharingOf(id)))).toMatchObject({ people: [{ role: 'owner' }] })
})

it('makes what was made on a device once, for whoever made it, and gives nobody what is somebody else’s', async () => {
  const secret = randomUUID()
  const make = (person: HttpPerson, body: object) => person.ask('POST', '/api/documents', body)
  const [first, again] = [await make(ann, { secret, by: ann.id }), await make(ann, { secret, by: ann.id })]
  expect([first.status, again.status]).toEqual([201, 200])
  const { id } = (await first.json()) as { id: string }
  expect(id).toMatch(/^[\w-]{16}$/)
  expect(await again.json()).toEqual({ id })
  expect(await json(ann.ask('GET', sharingOf(id)))).toMatchObject({ isOwner: true })
  // Who has the secret, as whoever uses the device next, finds it as it is.
  expect((await make(bob, { secret })).status).toBe(200)
  expect(await json(bob.ask('GET', sharingOf(id)))).toMatchObject({ isOwner: false })
  // The address alone makes nothing.
  for (const body of [{ secret: id }, { secret: 'x'.repeat(65) }, { secret: 1 }]) {
    expect((await make(bob, body)).status).toBe(400)
  }
  expect((await make(bob, { secret: randomUUID(), by: 'u_ann' })).status).toBe(403)

  await ann.ask('PUT', `/api/documents/${id}/trash`)
  await ann.ask('DELETE', `/api/documents/${id}`)
  expect((await make(ann, { secret })).status).toBe(200)
  expect((await ann.ask('GET', sharingOf(id))).status).toBe(404)
})
