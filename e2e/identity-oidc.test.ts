import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { freePort } from '../scripts/free-port.ts'
import { FormBrowser } from './support/form-browser.ts'
import { signInBy, startOidcProvider } from './support/oidc-provider.ts'
import { makeDocument, me, type SignInStage, secret, signOut, startSignIn } from './support/sign-in-stage.ts'
import { startServer } from './support/start-server.ts'
import { openStores } from './support/stores.ts'
import { until } from './support/until.ts'

const openStore = openStores()

async function owned(browser: FormBrowser, url: string): Promise<string[]> {
  const documents = await (await browser.ask(`${url}/api/documents?list=mine`)).json()
  return documents.map(({ id }: { id: string }) => id)
}

describe.each(['SQLite', 'Postgres'] as const)('with %s', store => {
  let stage: SignInStage
  beforeAll(async () => {
    stage = await startSignIn({ env: await openStore(store) })
  }, 60_000)
  afterAll(() => stage.stop())

  it('signs people in at a provider’s own form, and brings them back to where they were', async () => {
    const { url } = stage
    const ann = new FormBrowser()
    await ann.open(`${url}/d/one`)
    const guest = await me(ann, url)
    expect(guest).toMatchObject({ mode: 'oidc', signedIn: false, canSignIn: true, user: { name: '' } })
    const page = await ann.signIn(url, { as: 'ann', to: '/d/one' })
    expect(page.url.href).toBe(`${url}/d/one`)
    const signedIn = await me(ann, url)
    expect(signedIn).toMatchObject({
      signedIn: true,
      user: { id: expect.stringMatching(/^u_/), name: 'ann', email: 'ann@example.com' },
    })
    // The same person on another device, by another login.
    const phone = new FormBrowser()
    await phone.signIn(url, { as: 'ann' })
    expect((await me(phone, url)).user).toEqual(signedIn.user)
    expect(phone.cookie('quire')).not.toBe(ann.cookie('quire'))
    const bob = new FormBrowser()
    await bob.signIn(url, { as: 'bob' })
    expect((await me(bob, url)).user?.id).not.toBe(signedIn.user?.id)
  }, 60_000)

  it('lets a guest who signs in keep the documents, and nobody who kept the guest’s cookie', async () => {
    const { url } = stage
    const [ann, thief] = [new FormBrowser(), new FormBrowser()]
    const made = await makeDocument(ann, url)
    expect(await owned(ann, url)).toEqual([made])
    thief.setCookie('quire', ann.cookie('quire') ?? '')
    expect(await owned(thief, url)).toEqual([made])
    await ann.signIn(url, { as: 'amy' })
    expect(await owned(ann, url)).toEqual([made])
    expect(await owned(thief, url)).toEqual([])
    const elsewhere = new FormBrowser()
    await elsewhere.signIn(url, { as: 'amy' })
    expect(await owned(elsewhere, url)).toEqual([made])
  }, 60_000)

  it('lets guests keep their documents when the operator turns sign-in on', async () => {
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const provider = await startOidcProvider({ origins: [url] })
    onTestFinished(() => provider.stop())
    const env: Record<string, string> = { SESSION_SECRET: secret, ...(await openStore(store)) }
    const before = await startServer({ port, env })
    onTestFinished(() => before.stop())
    const ann = new FormBrowser()
    const made = await makeDocument(ann, url)
    await before.kill('SIGTERM')
    const { dataDir } = before
    const after = await startServer({ port, dataDir, env: { ...env, ...signInBy(provider, url) } })
    onTestFinished(() => after.stop())
    expect(await owned(ann, url)).toEqual([made])
    await ann.signIn(url, { as: 'ann' })
    expect(await owned(ann, url)).toEqual([made])
  }, 60_000)

  it('ends a login with signing out, and all of a person’s at once where they ask for it', async () => {
    const { url, server } = stage
    const [ann, phone, thief, bob] = [
      new FormBrowser(),
      new FormBrowser(),
      new FormBrowser(),
      new FormBrowser(),
    ]
    for (const browser of [ann, phone]) await browser.signIn(url, { as: 'eve' })
    await bob.signIn(url, { as: 'ben' })
    const stolen = ann.cookie('quire') ?? ''
    expect((await signOut(ann, url)).status).toBe(204)
    expect(ann.cookie('quire')).toBeUndefined()
    thief.setCookie('quire', stolen)
    expect(await me(thief, url)).toMatchObject({
      signedIn: false,
      user: { id: expect.stringMatching(/^g_/) },
    })
    expect((await me(phone, url)).signedIn).toBe(true)
    await ann.signIn(url, { as: 'eve' })
    const again = ann.cookie('quire') ?? ''
    expect((await signOut(phone, url, { everywhere: true })).status).toBe(204)
    for (const cookie of [stolen, again]) {
      thief.setCookie('quire', cookie)
      expect((await me(thief, url)).signedIn).toBe(false)
    }
    expect((await me(bob, url)).signedIn).toBe(true)
    // A node that starts later knows it, too.
    await server.kill()
    await server.restart()
    thief.setCookie('quire', again)
    expect((await me(thief, url)).signedIn).toBe(false)
    expect((await me(bob, url)).signedIn).toBe(true)
  }, 60_000)
})

describe('two nodes', () => {
  let stage: SignInStage
  beforeAll(async () => {
    stage = await startSignIn({ env: await openStore('Postgres'), nodes: 2 })
  }, 60_000)
  afterAll(() => stage.stop())

  it('hear what the other one has asked the provider', async () => {
    const { url, urls } = stage
    const [, other = ''] = urls
    const ann = new FormBrowser({
      redirect: to => (to.pathname === '/auth/callback' ? new URL(other + to.pathname + to.search) : to),
    })
    await ann.signIn(url, { as: 'ann' })
    for (const node of urls) expect((await me(ann, node)).user?.name).toBe('ann')
  }, 60_000)

  it('29 refuses the cookie of somebody who has signed out on every node within two seconds, without Redis', async () => {
    const { urls } = stage
    const [here = '', there = ''] = urls
    const thief = new FormBrowser()
    for (const everywhere of [false, true]) {
      const ann = new FormBrowser()
      await ann.signIn(here, { as: 'ann' })
      thief.setCookie('quire', ann.cookie('quire') ?? '')
      expect((await me(thief, there)).signedIn).toBe(true)
      await signOut(ann, here, { everywhere })
      const signedOutAt = performance.now()
      const stolen = thief.cookie('quire') ?? ''
      await until(async () => {
        const copy = new FormBrowser()
        copy.setCookie('quire', stolen)
        return (await me(copy, there)).signedIn === false
      }, 'the other node to hear of it')
      expect(performance.now() - signedOutAt).toBeLessThan(2_000)
    }
  }, 60_000)
})
