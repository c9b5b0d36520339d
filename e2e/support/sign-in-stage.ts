import { expect, onTestFinished } from 'vitest'
import { freePort } from '../../scripts/free-port.ts'
import type { FormBrowser } from './form-browser.ts'
import { type OidcProviderOptions, signInBy, startOidcProvider } from './oidc-provider.ts'
import { startServer, type TestServer } from './start-server.ts'

export const secret = 'a secret of thirty-two characters'

export interface SignInOptions {
  provider?: Partial<OidcProviderOptions>
  env?: Record<string, string>
  /** How many share the store; the address is the first one's. */
  nodes?: number
}

export type SignInStage = Awaited<ReturnType<typeof startSignIn>>

/** Nodes, and a provider by which people sign in there. */
export async function startSignIn({ provider: options = {}, env = {}, nodes = 1 }: SignInOptions = {}) {
  const ports = await Promise.all(Array.from({ length: nodes }, freePort))
  const url = `http://127.0.0.1:${ports[0]}`
  const provider = await startOidcProvider({ origins: [url], ...options })
  const servers: TestServer[] = []
  for (const port of ports) {
    const told = { SESSION_SECRET: secret, LOG_LEVEL: 'debug', ...signInBy(provider, url), ...env }
    servers.push(await startServer({ port, env: told }))
  }
  const stop = async () => {
    for (const server of servers) await server.stop()
    await provider.stop()
  }
  return { url, urls: servers.map(server => server.url), server: servers[0] as TestServer, provider, stop }
}

/** For one test. */
export async function setUpSignIn(options?: SignInOptions): Promise<SignInStage> {
  const stage = await startSignIn(options)
  onTestFinished(stage.stop)
  return stage
}

export interface Me {
  mode: string
  user?: { id: string; name: string; email?: string }
  signedIn: boolean
  canSignIn: boolean
  expiresInMs?: number
}

export async function me(browser: FormBrowser, url: string): Promise<Me> {
  const answer = await browser.ask(`${url}/api/me`)
  expect(answer.status).toBe(200)
  return await answer.json()
}

export async function makeDocument(browser: FormBrowser, url: string): Promise<string> {
  const answer = await browser.ask(`${url}/api/documents`, { method: 'POST' })
  const { id } = await answer.json()
  return id
}

export const signOut = (browser: FormBrowser, url: string, body = {}) =>
  browser.ask(`${url}/auth/sign-out`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
