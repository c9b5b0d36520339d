import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import {
  addressOf,
  bytes,
  count,
  duration,
  filesAddress,
  listOf,
  notEmpty,
  origin,
  originOrAny,
  postgresAddress,
  providerAddress,
  proxies,
} from './config-values.ts'
import { type BucketEnvironment, bucketPlaceOf } from './files/bucket/bucket-config.ts'
import type { FilesPlace } from './files/open-file-store.ts'
import { weaknessOf } from './weak-secret.ts'

/** What an operator may set; the only reader of the environment. */
export interface Config {
  port: number
  host: string
  /** The origin at which people find it, where an operator has said so: 'https://quire.example.com'. */
  publicOrigin: string | undefined
  /** Of other pages that may speak to this server. */
  allowedOrigins: string[]
  /** Of pages that may show a document's live view in a frame; `*`: any. */
  embedOrigins: string[]
  /** How many proxies stand before this server, or which ones, by address or network. */
  trustedProxies: number | string[]
  /** Where the database file lives. */
  dataDir: string
  /** A Postgres that all nodes share; without it the log is a file in `dataDir`, for this node alone. */
  databaseUrl: string | undefined
  /** A Redis that all nodes share, so that what one of them says reaches the clients of the others at once. */
  redisUrl: string | undefined
  /** The platform cuts connections that are older than an hour, say: clients move to a new one before. */
  connectionMaxAgeInMs: number
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  signIn: SignInConfig
  /** May people make documents, and open links, without having signed in? */
  guests: 'allow' | 'refuse'
  /** What logins are signed with. Without it one is made, and kept in the database. */
  sessionSecret: string | undefined
  /** A login that is not used for so long ends. */
  loginLifetimeInMs: number
  files: FilesConfig
}

/** The files of documents. */
export interface FilesConfig {
  /** Where they are: a folder, or a bucket, which all nodes share. */
  place: FilesPlace
  limits: {
    maxBytes: number
    maxBytesPerDocument: number
    maxPerDocument: number
    /** Of all that one person brings. */
    maxBytesPerPerson: number
    /** Of all documents. */
    maxBytesInAll: number
    /** Uploads that one person has begun and not finished. */
    maxUnfinished: number
  }
  /** An upload that nobody goes on with for so long is given up. */
  unfinishedMaxAgeInMs: number
  /** What the store has and the database does not know goes so long after that was noticed. */
  unknownMaxAgeInMs: number
  /** Of the folder's disk, so many bytes are not for files. */
  reserveBytes: number
}

/** Who vouches for people. */
export type SignInConfig =
  | { by: 'guest' }
  | {
      by: 'oidc'
      issuer: string
      clientId: string
      clientSecret: string | undefined
      /** Where the provider sends people back to. */
      publicOrigin: string
    }
  | { by: 'iap'; audience: string; keysUrl: string }

const howToMakeOne = 'This makes one: openssl rand -base64 32'

const neededBy = {
  guest: {},
  oidc: {
    OIDC_ISSUER: 'the address of the provider, as in https://accounts.google.com',
    OIDC_CLIENT_ID: 'what the provider calls this Quire',
    PUBLIC_URL: 'the address to which the provider sends people back, as in https://quire.example.com',
  },
  iap: { IAP_AUDIENCE: 'the audience of its signed headers, as in /projects/NUMBER/apps/PROJECT' },
}

const environment = v.pipe(
  v.object({
    PORT: v.optional(
      v.pipe(
        v.string(),
        v.regex(/^\d{1,5}$/, 'must be a port number, as in PORT=8080'),
        v.transform(Number),
        v.maxValue(65_535, 'must be at most 65535'),
      ),
      '8080',
    ),
    HOST: v.optional(notEmpty, '127.0.0.1'),
    PUBLIC_URL: v.optional(origin),
    ALLOWED_ORIGINS: v.optional(listOf(origin), ''),
    EMBED_ORIGINS: v.optional(listOf(originOrAny), ''),
    TRUSTED_PROXIES: v.optional(proxies, '0'),
    DATA_DIR: v.optional(notEmpty, './data'),
    DATABASE_URL: v.optional(postgresAddress),
    REDIS_URL: v.optional(addressOf('redis:', 'rediss:')),
    CONNECTION_MAX_AGE: v.optional(duration, '50m'),
    LOG_LEVEL: v.optional(
      v.picklist(['debug', 'info', 'warn', 'error', 'silent'], 'must be debug, info, warn, error or silent'),
      'warn',
    ),
    NODE_ENV: v.optional(v.string(), ''),
    AUTH: v.optional(v.picklist(['guest', 'oidc', 'iap'], 'must be guest, oidc or iap'), 'guest'),
    GUESTS: v.optional(v.picklist(['allow', 'refuse'], 'must be allow or refuse'), 'allow'),
    SESSION_SECRET: v.optional(
      v.pipe(v.string(), v.minLength(32, `must have at least 32 characters. ${howToMakeOne}`)),
    ),
    LOGIN_LIFETIME: v.optional(duration, '30d'),
    FILES_URL: v.optional(filesAddress),
    FILES_MAX_BYTES: v.optional(bytes, '250M'),
    FILES_MAX_BYTES_PER_DOCUMENT: v.optional(bytes, '2G'),
    FILES_MAX_PER_DOCUMENT: v.optional(count, '1000'),
    FILES_MAX_BYTES_PER_PERSON: v.optional(bytes, '20G'),
    FILES_MAX_BYTES_IN_ALL: v.optional(bytes, '1000G'),
    FILES_RESERVE: v.optional(bytes, '512M'),
    FILES_MAX_UNFINISHED: v.optional(count, '100'),
    FILES_UNFINISHED_MAX_AGE: v.optional(duration, '1d'),
    FILES_UNKNOWN_MAX_AGE: v.optional(duration, '30d'),
    OIDC_ISSUER: v.optional(providerAddress),
    OIDC_CLIENT_ID: v.optional(notEmpty),
    OIDC_CLIENT_SECRET: v.optional(notEmpty),
    IAP_AUDIENCE: v.optional(notEmpty),
    IAP_KEYS_URL: v.optional(providerAddress, 'https://www.gstatic.com/iap/verify/public_key-jwk'),
  }),
  v.forward(
    v.check(
      ({ DATABASE_URL, REDIS_URL }) => REDIS_URL === undefined || DATABASE_URL !== undefined,
      'needs DATABASE_URL beside it: several nodes must share one log, and a file in DATA_DIR belongs to one node alone',
    ),
    ['REDIS_URL'],
  ),
  v.forward(
    v.check(
      // Behind Identity-Aware Proxy there is nothing to sign.
      ({ AUTH, NODE_ENV, SESSION_SECRET }) =>
        SESSION_SECRET !== undefined || NODE_ENV !== 'production' || AUTH === 'iap',
      `(or SESSION_SECRET_FILE) must be set where NODE_ENV=production: whoever knows it can be anybody. ${howToMakeOne}`,
    ),
    ['SESSION_SECRET'],
  ),
  v.rawCheck(({ dataset: { typed, value }, addIssue }) => {
    if (!typed || value.NODE_ENV !== 'production' || value.SESSION_SECRET === undefined) return
    const weakness = weaknessOf(value.SESSION_SECRET)
    if (weakness === undefined) return
    const path = pathTo('SESSION_SECRET', value)
    addIssue({ message: `${weakness}, and whoever guesses it can be anybody. ${howToMakeOne}`, path: [path] })
  }),
  v.forward(
    v.check(
      ({ AUTH, GUESTS }) => AUTH !== 'guest' || GUESTS === 'allow',
      'needs AUTH=oidc beside it: otherwise everybody is a guest',
    ),
    ['GUESTS'],
  ),
  v.rawCheck(({ dataset: { typed, value }, addIssue }) => {
    if (!typed) return
    for (const [key, meaning] of Object.entries(neededBy[value.AUTH])) {
      if (value[key as keyof typeof value] !== undefined) continue
      addIssue({ message: `must be set where AUTH=${value.AUTH}: ${meaning}`, path: [pathTo(key, value)] })
    }
  }),
)

function pathTo(key: string, value: object) {
  return { type: 'object', origin: 'value', input: { ...value }, key, value: undefined } as const
}

type Environment = Record<string, string | undefined>

/** What holds a password may stand in a file, as platforms hand secrets over: `DATABASE_URL_FILE` names it. */
const secrets = [
  'DATABASE_URL',
  'REDIS_URL',
  'SESSION_SECRET',
  'OIDC_CLIENT_SECRET',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
]

function withSecretsFromFiles(env: Environment): Environment {
  const read = { ...env }
  for (const name of secrets) {
    // As compose files say it.
    if (read[name] === '') delete read[name]
    const file = env[`${name}_FILE`]
    if (file === undefined) continue
    if (read[name] !== undefined)
      throw new Error(`${name} and ${name}_FILE are both set: one of them is enough.`)
    try {
      read[name] = readFileSync(file, 'utf8').trim()
    } catch (error) {
      throw new Error(`${name}_FILE cannot be read: ${error instanceof Error ? error.message : error}.`)
    }
  }
  return read
}

/** @throws {Error} with a sentence that names the variable and says what it must be */
export function readConfig(env: Environment): Config {
  const read = withSecretsFromFiles(env)
  const result = v.safeParse(environment, read)
  if (!result.success) {
    const sentences = result.issues.map(issue => {
      const name = v.getDotPath(issue) ?? 'The environment'
      // An address holds a password, and this sentence goes to the platform's log.
      const isSecret = /_(URL|SECRET)$/.test(name) || !['string', 'number'].includes(typeof issue.input)
      const value = isSecret ? '' : ` (it is ${JSON.stringify(issue.input)})`
      const inFile = env[`${name}_FILE`] === undefined ? '' : `, in the file that ${name}_FILE names,`
      return `${name}${inFile} ${issue.message}${value}.`
    })
    throw new Error(sentences.join('\n'))
  }
  const { output } = result
  return {
    port: output.PORT,
    host: output.HOST,
    publicOrigin: output.PUBLIC_URL,
    allowedOrigins: output.ALLOWED_ORIGINS,
    embedOrigins: output.EMBED_ORIGINS,
    trustedProxies: output.TRUSTED_PROXIES,
    dataDir: output.DATA_DIR,
    databaseUrl: output.DATABASE_URL,
    redisUrl: output.REDIS_URL,
    connectionMaxAgeInMs: output.CONNECTION_MAX_AGE,
    logLevel: output.LOG_LEVEL,
    signIn: signInOf(output),
    guests: output.GUESTS,
    sessionSecret: output.SESSION_SECRET,
    loginLifetimeInMs: output.LOGIN_LIFETIME,
    files: {
      place: filesPlaceOf(output, read),
      limits: {
        maxBytes: output.FILES_MAX_BYTES,
        maxBytesPerDocument: output.FILES_MAX_BYTES_PER_DOCUMENT,
        maxPerDocument: output.FILES_MAX_PER_DOCUMENT,
        maxBytesPerPerson: output.FILES_MAX_BYTES_PER_PERSON,
        maxBytesInAll: output.FILES_MAX_BYTES_IN_ALL,
        maxUnfinished: output.FILES_MAX_UNFINISHED,
      },
      reserveBytes: output.FILES_RESERVE,
      unfinishedMaxAgeInMs: output.FILES_UNFINISHED_MAX_AGE,
      unknownMaxAgeInMs: output.FILES_UNKNOWN_MAX_AGE,
    },
  }
}

/** Buckets are looked for where other programs look for theirs. */
function filesPlaceOf(
  { FILES_URL: address, DATA_DIR: dataDir }: v.InferOutput<typeof environment>,
  env: Environment,
): FilesPlace {
  if (address === undefined) return { folder: join(dataDir, 'files') }
  if (typeof address === 'string') return { folder: address }
  // As compose files say that there is none.
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  return { bucket: bucketPlaceOf(address, set satisfies BucketEnvironment) }
}

function signInOf(output: v.InferOutput<typeof environment>): SignInConfig {
  const { AUTH: by, OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, PUBLIC_URL: publicOrigin } = output
  const { IAP_AUDIENCE: audience, IAP_KEYS_URL: keysUrl } = output
  if (by === 'oidc' && issuer !== undefined && clientId !== undefined && publicOrigin !== undefined)
    return { by, issuer, clientId, clientSecret: output.OIDC_CLIENT_SECRET, publicOrigin }
  if (by === 'iap' && audience !== undefined) return { by, audience, keysUrl }
  return { by: 'guest' }
}
