import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import * as Y from 'yjs'
import { QuireProvider, type QuireProviderOptions } from '../client/sync/index.ts'
import { FormBrowser } from './support/form-browser.ts'
import { RawClient } from './support/raw-client.ts'
import { makeDocument, me, type SignInStage, secret, signOut, startSignIn } from './support/sign-in-stage.ts'
import { until } from './support/until.ts'

/** Lets guests in. */
let open: SignInStage
/** Refuses them. */
let strict: SignInStage
beforeAll(async () => {
  open = await startSignIn()
  strict = await startSignIn({ env: { GUESTS: 'refuse' } })
}, 60_000)
afterAll(async () => {
  await open.stop()
  await strict.stop()
})

/** With the path as it stands, which `fetch` would change. */
function statusOfPost(url: string, path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const asked = request({ hostname, port, path, method: 'POST' }, answer => {
      answer.resume()
      resolve(answer.statusCode)
    })
    asked.on('error', reject).end()
  })
}

it('lets nobody do anything who has not signed in, where the operator refuses guests', async () => {
  const { url } = strict
  const ann = new FormBrowser()
  expect((await ann.open(`${url}/d/one`)).status).not.toBe(401)
  expect(await me(ann, url)).toEqual({ mode: 'oidc', signedIn: false, canSignIn: true })
  expect(ann.cookie('quire')).toBeUndefined()
  for (const [method, path] of [
    ['POST', '/api/documents'],
    ['GET', '/api/documents?list=mine'],
    ['GET', '/api/documents/one/snapshot'],
    ['POST', '/api/%64ocuments'],
  ] as const) {
    const refused = await ann.ask(url + path, { method })
    expect([refused.status, await refused.json()], path).toEqual([
      401,
      { ok: false, reason: 'sign-in-needed' },
    ])
  }
  for (const path of ['/%61pi/documents', '/api%2fdocuments', `${url}/api/documents`]) {
    expect(await statusOfPost(url, path), path).toBe(404)
  }
  const connect = (cookie: string) => {
    const client = new RawClient(url, { headers: { cookie } })
    onTestFinished(() => void client.socket.disconnect())
    return new Promise<string>(resolve => {
      client.socket.once('connect', () => resolve('let in'))
      client.socket.once('connect_error', error => resolve(error.message))
    })
  }
  expect(await connect('')).toBe('forbidden')
  await ann.signIn(url, { as: 'ann' })
  expect(await makeDocument(ann, url)).toMatch(/\w/)
  expect(await connect(ann.cookies())).toBe('let in')
}, 60_000)

it('calls whoever has signed in what their provider calls them, whatever their client says', async () => {
  const { url } = open
  const ann = new FormBrowser()
  await ann.signIn(url, { as: 'ann' })
  const id = await makeDocument(ann, url)
  const client = new RawClient(url, { name: 'The Queen', headers: { cookie: ann.cookies() } })
  onTestFinished(() => void client.socket.disconnect())
  const { participants } = await client.open(id)
  expect(participants.map(({ profile }) => profile)).toEqual([{ name: 'ann', color: '#336699' }])
  client.say('profile', { name: 'The Queen', color: '#cf3546' })
  await until(() => client.presences.length > 0, 'the new colour')
  expect(client.presences.at(-1)?.joined.map(({ profile }) => profile)).toEqual([
    { name: 'ann', color: '#cf3546' },
  ])
}, 60_000)

it('writes into no journal what would let anybody in, not even at its most talkative', async () => {
  const { url, server, provider } = open
  const ann = new FormBrowser()
  const guest = (await ann.open(url)) && ann.cookie('quire')
  await ann.signIn(url, { as: 'ann' })
  const again = new FormBrowser()
  const stale = ann.visited.find(address => address.includes('/auth/callback')) ?? ''
  await again.open(stale)
  await signOut(ann, url)
  const tokens = ann.visited.flatMap(address => [...new URL(address).searchParams.values()])
  const secrets = [guest, provider.clientSecret, secret, ann.cookie('quire'), ...tokens]
  expect(tokens.length).toBeGreaterThan(5)
  const journal = server.lines.join('\n')
  for (const each of secrets) {
    // What is shorter is a word of the protocol, or a path.
    if (each !== undefined && each.length > 20 && !each.startsWith('http'))
      expect(journal).not.toContain(each)
  }
}, 60_000)

describe('a program', () => {
  const program = (options: Omit<QuireProviderOptions, 'doc'>) => {
    const doc = new Y.Doc()
    const provider = new QuireProvider({ doc, ...options })
    onTestFinished(() => provider.destroy())
    return { text: doc.getText('text'), provider }
  }

  it.each(['websocket', 'polling'] as const)(
    'uses by %s the private documents of whose cookie it shows, and of nobody else',
    async transport => {
      const { url } = strict
      const ann = new FormBrowser()
      await ann.signIn(url, { as: 'ann' })
      const documentId = await makeDocument(ann, url)
      const where = { url, documentId, transports: [transport] }
      let asked = 0
      const headers = async () => {
        // Whatever keeps it may be away at first.
        if (++asked === 1) throw new Error('not yet')
        return { Cookie: ann.cookies() }
      }
      const writing = program({ ...where, headers })
      const words = 'More than goes through a socket. '.repeat(8_000)
      writing.text.insert(0, words)
      await writing.provider.whenSaved()
      expect(writing.provider.role).toBe('owner')
      expect(writing.provider.participants).toMatchObject([{ profile: { name: 'ann' } }])

      const reading = program({ ...where, headers: { cookie: ann.cookies() } })
      await reading.provider.whenSynced
      expect(reading.text.toString()).toBe(words)
      for (const wrong of [{}, { headers: { cookie: 'quire=forged' } }]) {
        const { provider } = program({ ...where, ...wrong })
        await until(() => provider.status.state === 'refused', 'nobody to be let in')
      }
    },
    60_000,
  )

  it('uses a document by the key of its link, where guests are let in', async () => {
    const { url } = open
    const ann = new FormBrowser()
    await ann.signIn(url, { as: 'ann' })
    const documentId = await makeDocument(ann, url)
    const shared = await ann.ask(`${url}/api/documents/${documentId}/sharing/link`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ role: 'editor' }),
    })
    const { link } = await shared.json()
    const { text, provider } = program({ url, documentId, link: link.key })
    text.insert(0, 'by the link')
    await provider.whenSaved()
    const stranger = program({ url, documentId })
    await until(() => stranger.provider.status.state === 'refused', 'nobody without it')
  })
})
