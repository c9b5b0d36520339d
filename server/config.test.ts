import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { readConfig } from './config.ts'

it('needs nothing to be set', () => {
  expect(readConfig({})).toEqual({
    port: 8080,
    host: '127.0.0.1',
    publicOrigin: undefined,
    allowedOrigins: [],
    embedOrigins: [],
    trustedProxies: 0,
    dataDir: './data',
    databaseUrl: undefined,
    redisUrl: undefined,
    connectionMaxAgeInMs: 50 * 60_000,
    logLevel: 'warn',
    signIn: { by: 'guest' },
    guests: 'allow',
    sessionSecret: undefined,
    loginLifetimeInMs: 30 * 86_400_000,
    files: {
      place: { folder: 'data/files' },
      limits: {
        maxBytes: 250 * 1024 ** 2,
        maxBytesPerDocument: 2 * 1024 ** 3,
        maxPerDocument: 1000,
        maxBytesPerPerson: 20 * 1024 ** 3,
        maxBytesInAll: 1000 * 1024 ** 3,
        maxUnfinished: 100,
      },
      reserveBytes: 512 * 1024 ** 2,
      unfinishedMaxAgeInMs: 86_400_000,
      unknownMaxAgeInMs: 30 * 86_400_000,
    },
  })
})

it.each([
  [{ PORT: '80x' }, /PORT must be a port number/],
  [{ PORT: '70000' }, /PORT must be at most 65535/],
  [
    { PUBLIC_URL: 'quire.example.com' },
    /PUBLIC_URL must be an address that begins with https:\/\/ or http:\/\//,
  ],
  [{ PUBLIC_URL: 'https://example.com/quire' }, /PUBLIC_URL must be scheme, host and port alone/],
  [{ ALLOWED_ORIGINS: 'https://a.example, b' }, /ALLOWED_ORIGINS\S* must be an address that begins with/],
  [
    { EMBED_ORIGINS: 'https://a.example/page' },
    /EMBED_ORIGINS\S* must be scheme, host and port alone.*or \*/,
  ],
  [{ TRUSTED_PROXIES: 'balancer' }, /TRUSTED_PROXIES\S* must be a number of proxies/],
  [{ TRUSTED_PROXIES: '10.0.0.0/33' }, /TRUSTED_PROXIES\S* must be a number of proxies/],
  [{ DATA_DIR: '' }, /DATA_DIR must not be empty/],
  [{ CONNECTION_MAX_AGE: '15' }, /CONNECTION_MAX_AGE must be a time with its unit.*"15"/],
  [{ DATABASE_URL: 'mysql://here' }, /DATABASE_URL must be an address that begins with postgres:/],
  [{ REDIS_URL: 'redis://here' }, /REDIS_URL needs DATABASE_URL beside it: several nodes must share one log/],
  [{ AUTH: 'ldap' }, /AUTH must be guest, oidc or iap.*"ldap"/],
  [{ AUTH: 'oidc' }, /OIDC_ISSUER must be set.*\nOIDC_CLIENT_ID must be set.*\nPUBLIC_URL must be set/],
  [{ AUTH: 'iap' }, /IAP_AUDIENCE must be set where AUTH=iap/],
  [{ GUESTS: 'refuse' }, /GUESTS needs AUTH=oidc beside it/],
  [{ OIDC_ISSUER: 'http://login.example.com' }, /OIDC_ISSUER must begin with https:/],
  [{ IAP_KEYS_URL: 'http://127.0.0.1.example.com' }, /IAP_KEYS_URL must begin with https:/],
  [{ LOGIN_LIFETIME: 'never' }, /LOGIN_LIFETIME must be a time with its unit/],
  [
    { NODE_ENV: 'production' },
    /SESSION_SECRET \S+ SESSION_SECRET_FILE\) must be set.*openssl rand -base64 32/,
  ],
  [{ LOG_LEVEL: 'loud' }, /LOG_LEVEL must be debug.*"loud"/],
])('names the variable that is wrong: %o', (env, sentence) => {
  expect(() => readConfig(env)).toThrow(sentence)
})

it('knows proxies by their number, and by their addresses', () => {
  expect(readConfig({ TRUSTED_PROXIES: '2' }).trustedProxies).toBe(2)
  const networks = ['10.0.0.0/8', '127.0.0.1', 'fd00::/8']
  expect(readConfig({ TRUSTED_PROXIES: networks.join(', ') }).trustedProxies).toEqual(networks)
})

it('knows its own address as browsers write it', () => {
  expect(readConfig({ PUBLIC_URL: 'https://Quire.Example.com:443/' })).toMatchObject({
    publicOrigin: 'https://quire.example.com',
  })
  expect(readConfig({ ALLOWED_ORIGINS: 'https://a.example/, http://b.example:80' })).toMatchObject({
    allowedOrigins: ['https://a.example', 'http://b.example'],
  })
})

it('keeps the password of a wrong address to itself', () => {
  expect(() => readConfig({ DATABASE_URL: 'mysql://quire:secret@here' })).toThrow(/^(?!.*secret)/s)
})

it('keeps secrets to itself, however wrong they are', () => {
  const env = { SESSION_SECRET: 'hunter2', PORT: 'x', AUTH: 'oidc', OIDC_CLIENT_SECRET: 'hunter2' }
  expect(() => readConfig(env)).toThrow(/^(?!.*hunter2).*SESSION_SECRET must have at least 32 characters/s)
  const long = 'hunter2'.repeat(5)
  expect(() => readConfig({ SESSION_SECRET: long, AUTH: 'oidc' })).toThrow(/^(?!.*hunter2).*OIDC_ISSUER/s)
})

it('takes an empty secret for none', () => {
  expect(readConfig({ SESSION_SECRET: '' }).sessionSecret).toBeUndefined()
  expect(() => readConfig({ SESSION_SECRET: '', NODE_ENV: 'production' })).toThrow('must be set')
})

it('refuses in production, by the variable or by a file, a secret that anybody would try, and says it of none', () => {
  const weak = { NODE_ENV: 'production', SESSION_SECRET: 'change-me-to-32-random-characters' }
  expect(() => readConfig(weak)).toThrow(
    /^(?!.*change-me)SESSION_SECRET is a placeholder.*openssl rand -base64 32/,
  )
  expect(readConfig({ ...weak, NODE_ENV: 'development' }).sessionSecret).toBe(weak.SESSION_SECRET)
})

it('starts in production with a secret, and behind Identity-Aware Proxy without', () => {
  const secret = 'drawn: 7Kq2vX9bTz4mWc8rYp1sLd6fgH3'
  expect(readConfig({ NODE_ENV: 'production', SESSION_SECRET: secret })).toMatchObject({
    sessionSecret: secret,
  })
  const behindProxy = { NODE_ENV: 'production', AUTH: 'iap', IAP_AUDIENCE: '/projects/1/apps/quire' }
  expect(readConfig(behindProxy)).toMatchObject({ sessionSecret: undefined, signIn: { by: 'iap' } })
})

it('knows who vouches for people', () => {
  const env = {
    AUTH: 'oidc',
    PUBLIC_URL: 'https://quire.example.com',
    OIDC_ISSUER: 'https://accounts.google.com',
    OIDC_CLIENT_ID: 'quire',
  }
  expect(readConfig({ ...env, OIDC_CLIENT_SECRET: 'hunter2' }).signIn).toEqual({
    by: 'oidc',
    issuer: 'https://accounts.google.com',
    clientId: 'quire',
    clientSecret: 'hunter2',
    publicOrigin: 'https://quire.example.com',
  })
  for (const OIDC_ISSUER of ['http://127.0.0.1:4000', 'http://[::1]:4000', 'http://localhost:4000']) {
    expect(readConfig({ ...env, OIDC_ISSUER }).signIn).toMatchObject({ issuer: OIDC_ISSUER })
  }
})

it('takes addresses from files, too', () => {
  const folder = mkdtempSync(join(tmpdir(), 'quire-config-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'database-url')
  writeFileSync(file, 'postgres://quire:secret@here/quire\n')
  const env = { DATABASE_URL_FILE: file, REDIS_URL: 'redis://here' }
  expect(readConfig(env)).toMatchObject({ databaseUrl: 'postgres://quire:secret@here/quire' })
  expect(() => readConfig({ ...env, DATABASE_URL: 'postgres://there' })).toThrow(
    'DATABASE_URL and DATABASE_URL_FILE are both set: one of them is enough.',
  )
  expect(() => readConfig({ ...env, REDIS_URL_FILE: file })).toThrow(
    /REDIS_URL and REDIS_URL_FILE are both set/,
  )
  expect(() => readConfig({ DATABASE_URL_FILE: join(folder, 'none') })).toThrow(
    /^DATABASE_URL_FILE cannot be read: ENOENT/,
  )
  writeFileSync(file, 'quire:secret@here')
  expect(() => readConfig(env)).toThrow(
    /^DATABASE_URL, in the file that DATABASE_URL_FILE names, must be(?!.*secret)/s,
  )
})

it('takes a Postgres address whose host is a parameter, and none with bare signs in its password', () => {
  const url = 'postgres://quire:secret@/quire?host=/cloudsql/PROJECT:REGION:NAME'
  expect(readConfig({ DATABASE_URL: url }).databaseUrl).toBe(url)
  expect(() => readConfig({ DATABASE_URL: 'postgres://quire:se/cr#et@here/quire' })).toThrow(
    /DATABASE_URL must be .*%2F/,
  )
})
