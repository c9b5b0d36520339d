import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fastify } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Role } from '../protocol/index.ts'
import { type Action, actions, allows } from '../server/access/roles.ts'
import { type App, openApp } from '../server/app.ts'
import { readConfig } from '../server/config.ts'
import { type Door, keepDoors } from '../server/http/doors.ts'
import { giveRole, type HttpPerson, httpPerson, makeDocument } from './support/http-people.ts'

// RELIABILITY 28, for HTTP: every route, for every role.

const folder = mkdtempSync(join(tmpdir(), 'quire-doors-'))
let app: App
let owner: HttpPerson
let other: HttpPerson
let third: HttpPerson
beforeAll(async () => {
  app = await openApp(readConfig({ PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'silent' }), {
    onFatal: error => {
      throw error
    },
  })
  owner = await httpPerson(app.address)
  other = await httpPerson(app.address)
  third = await httpPerson(app.address)
})
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true })
})

const roles: readonly (Role | 'none')[] = ['owner', 'editor', 'commenter', 'viewer', 'none']
const isAction = (asks: Door['asks']): asks is Action => (actions as readonly string[]).includes(asks)

/** What is sent to each route that asks about a document, so that it does something. A route without an example fails. */
const examples: Record<string, () => unknown> = {
  'GET /api/documents/:id/snapshot': () => undefined,
  'HEAD /api/documents/:id/snapshot': () => undefined,
  'GET /api/documents/:id/changes': () => undefined,
  'HEAD /api/documents/:id/changes': () => undefined,
  'GET /api/documents/:id/sharing': () => undefined,
  'HEAD /api/documents/:id/sharing': () => undefined,
  'PUT /api/documents/:id/sharing/link': () => ({ role: 'viewer' }),
  'POST /api/documents/:id/sharing/link/renewal': () => ({}),
  'DELETE /api/documents/:id/sharing/link': () => undefined,
  'POST /api/documents/:id/sharing/people': () => ({ email: 'eve@example.com', role: 'viewer' }),
  'PUT /api/documents/:id/sharing/people/:person': () => ({ role: 'viewer' }),
  'DELETE /api/documents/:id/sharing/people/:person': () => undefined,
  'DELETE /api/documents/:id/sharing/people/me': () => undefined,
  'PUT /api/documents/:id/owner': () => ({ userId: third.id }),
  'POST /api/documents/:id/copy': () => ({ title: 'A copy' }),
  'POST /api/documents/:id/uploads': () => undefined,
  'HEAD /api/documents/:id/uploads/:upload': () => undefined,
  'GET /api/documents/:id/uploads/:upload': () => undefined,
  'PATCH /api/documents/:id/uploads/:upload': () => undefined,
  'DELETE /api/documents/:id/uploads/:upload': () => undefined,
  'GET /api/documents/:id/files/:file': () => undefined,
  'HEAD /api/documents/:id/files/:file': () => undefined,
  'PUT /api/documents/:id/star': () => undefined,
  'DELETE /api/documents/:id/star': () => undefined,
  'PUT /api/documents/:id/trash': () => undefined,
  'DELETE /api/documents/:id/trash': () => undefined,
  'DELETE /api/documents/:id': () => undefined,
}

/** What these roads answer even to who may go them, as the example stands: there is no snapshot yet, guests are not invited, an owner
 *  cannot leave, only what is in the trash is deleted, who uploads says by which protocol, and neither file nor upload is called so. */
const otherwise: Record<string, number> = {
  'GET /api/documents/:id/snapshot': 404,
  'HEAD /api/documents/:id/snapshot': 404,
  'POST /api/documents/:id/sharing/people': 400,
  'POST /api/documents/:id/copy': 201,
  'POST /api/documents/:id/uploads': 412,
  'HEAD /api/documents/:id/uploads/:upload': 412,
  'GET /api/documents/:id/uploads/:upload': 404,
  'PATCH /api/documents/:id/uploads/:upload': 412,
  'DELETE /api/documents/:id/uploads/:upload': 412,
  'GET /api/documents/:id/files/:file': 404,
  'HEAD /api/documents/:id/files/:file': 404,
}

describe('a route of HTTP', () => {
  it('says what it asks: without that the server does not start', async () => {
    const http = fastify()
    keepDoors(http, { may: async () => 'owner', hasEnded: async () => false })
    http.get('/api/leak', async () => 'everything')
    await expect(http.ready()).rejects.toThrow('GET /api/leak does not say what it asks')
  })

  it('is for everybody only where it is named here', () => {
    const named = (asks: Door['asks']) =>
      app.doors.filter(door => door.asks === asks && door.method !== 'HEAD').map(d => `${d.method} ${d.url}`)
    const files = ['GET /*', 'GET /d/:id', 'GET /d/:id/', 'GET /live/:id', 'GET /live/:id/']
    const isBuilt = named('nothing').includes('GET /*')
    expect(named('nothing').sort()).toEqual(
      [...(isBuilt ? files : []), 'GET /health/live', 'GET /health/ready', 'GET /metrics'].sort(),
    )
    expect(named('who').sort()).toEqual([
      'GET /api/documents',
      'GET /api/me',
      'POST /api/documents',
      'POST /auth/sign-out',
      'PUT /api/me',
    ])
  })

  it('lets each role do what the table says, and tells nobody else that there is a document', async () => {
    const doors = app.doors.flatMap(({ asks, ...door }) => (isAction(asks) ? [{ ...door, asks }] : []))
    expect(doors.map(({ method, url }) => `${method} ${url}`).sort()).toEqual(Object.keys(examples).sort())
    for (const { method, url, asks } of doors) {
      const name = `${method} ${url}`
      for (const role of roles) {
        const id = await makeDocument(owner)
        await giveRole(owner, id, { to: third, role: 'viewer' })
        if (role !== 'owner') await giveRole(owner, id, { to: other, role })
        const asker = role === 'owner' ? owner : other
        if (role === 'owner' && asks === 'delete') await owner.ask('PUT', `/api/documents/${id}/trash`)
        const pathTo = (id: string) => url.replace(':id', id).replace(':person', third.id)
        const answer = await asker.ask(method, pathTo(id), examples[name]?.())
        const absent = await asker.ask(method, pathTo('nowhere-at-all-01'), examples[name]?.())
        const what = `${name} as ${role}: ${answer.status}`
        expect(absent.status, what).toBe(404)
        if (role === 'none') expect(await seen(answer), what).toEqual(await seen(absent))
        else if (!allows(role, asks)) expect(await seen(answer), what).toMatchObject(forbidden(method))
        else if (name.endsWith('/me') && role === 'owner') expect(answer.status, what).toBe(403)
        else expect(answer.status, what).toBe(otherwise[name] ?? (answer.status === 204 ? 204 : 200))
      }
    }
  }, 60_000)

  it('looks the same for a document that nobody has, a name that none can have, and a stranger', async () => {
    const id = await makeDocument(owner)
    await owner.ask('DELETE', `/api/documents/${id}/sharing/link`)
    const paths = [id, 'nowhere-at-all-01', 'x', 'a'.repeat(90), '%00', '__proto__']
    const answers = await Promise.all(
      paths.map(async each => seen(await other.ask('GET', `/api/documents/${each}/snapshot`))),
    )
    for (const answer of answers) expect(answer).toEqual(answers[0])
    expect(answers[0]?.body).toBe('{"ok":false,"reason":"unknown-document"}')
    const trashed = await makeDocument(owner)
    await owner.ask('PUT', `/api/documents/${trashed}/trash`)
    expect(await seen(await other.ask('GET', `/api/documents/${trashed}/snapshot`))).toEqual(answers[0])
  })

  it('asks before it reads a body: who may not do it learns nothing by what is wrong with it', async () => {
    const id = await makeDocument(owner)
    await giveRole(owner, id, { to: other, role: 'none' })
    for (const [body, type] of [
      ['{', 'application/json'],
      ['role=editor', 'application/x-www-form-urlencoded'],
      ['x', 'text/plain'],
    ] as const) {
      const put = async (where: string) =>
        seen(
          await fetch(`${app.address}/api/documents/${where}/sharing/link`, {
            method: 'PUT',
            headers: { cookie: other.cookie, 'content-type': type },
            body,
          }),
        )
      expect(await put(id)).toEqual(await put('nowhere-at-all-01'))
    }
  })

  it("takes no form, as another site's page could send one", async () => {
    const id = await makeDocument(owner)
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      for (const [method, path] of [
        ['POST', '/api/documents'],
        ['POST', `/api/documents/${id}/sharing/link/renewal`],
        ['PUT', `/api/documents/${id}/sharing/link`],
        ['PUT', '/api/me'],
      ] as const) {
        const body = '{"role":"editor","name":"x"}'
        const answer = await fetch(app.address + path, {
          method,
          headers: { cookie: owner.cookie, 'content-type': type },
          body,
        })
        expect(answer.status, `${method} ${path} ${type}`).toBe(415)
      }
    }
  })
})

const forbidden = (method: string) => ({
  status: 403,
  body: method === 'HEAD' ? '' : '{"ok":false,"reason":"forbidden"}',
})

/** All that a client sees of an answer, but the time. */
async function seen(answer: Response) {
  const headers = [...answer.headers].filter(([name]) => name !== 'date')
  return { status: answer.status, headers, body: await answer.text() }
}
