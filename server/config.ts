import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import * as v from 'valibot'

/** What an operator may set; the only reader of the environment. */
export interface Config {
  port: number
  host: string
  /** The origin at which people find it, where an operator has said so: 'https://quire.example.com'. */
  publicOrigin: string | undefined
  /** Of other pages that may speak to this server. */
  allowedOrigins: string[]
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
}

const unitInMs = { s: 1000, m: 60_000, h: 3_600_000 }

/** '90s', '50m', '1h' as milliseconds. */
const duration = v.pipe(
  v.string(),
  v.regex(/^[1-9]\d{0,5}[smh]$/, 'must be a time with its unit, as in 90s, 50m or 1h'),
  v.transform(text => Number(text.slice(0, -1)) * unitInMs[text.at(-1) as keyof typeof unitInMs]),
)

const addressOf = (...protocols: string[]) =>
  v.pipe(
    v.string(),
    v.check(
      text => URL.canParse(text) && protocols.includes(new URL(text).protocol),
      `must be an address that begins with ${protocols.map(each => `${each}//`).join(' or ')}`,
    ),
  )

/** Postgres' own form leaves out the host where it is a parameter, a folder with a socket: no URL to others, but `pg` reads it. */
const postgresAddress = v.pipe(
  v.string(),
  v.check(
    text => /^postgres(ql)?:/.test(text) && URL.canParse(text.replace('@/', '@localhost/')),
    'must be an address that begins with postgres:// or postgresql://, with %40, %2F, %23 and the like for signs in its password',
  ),
)

/** What a browser calls the origin of the pages at this address. */
const origin = v.pipe(
  addressOf('https:', 'http:'),
  v.check(
    text => /^https?:\/\/[^/?#@]+\/?$/.test(text),
    'must be scheme, host and port alone, as in https://quire.example.com',
  ),
  v.transform(text => new URL(text).origin),
)

/** With commas between. */
const listOf = <Item extends v.GenericSchema<string, string>>(item: Item) =>
  v.pipe(
    v.string(),
    v.transform(text =>
      text
        .split(',')
        .map(part => part.trim())
        .filter(part => part !== ''),
    ),
    v.array(item),
  )

const network = v.pipe(
  v.string(),
  v.check(text => {
    const [address = '', bits = '0', more] = text.split('/')
    const family = isIP(address)
    return (
      family !== 0 && more === undefined && /^\d+$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128)
    )
  }, 'must be a number of proxies, as in 1, or their addresses or networks, as in 10.0.0.0/8'),
)

const proxies = v.union([v.pipe(v.string(), v.regex(/^\d$/), v.transform(Number)), listOf(network)])

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
    HOST: v.optional(v.pipe(v.string(), v.nonEmpty('must not be empty')), '127.0.0.1'),
    PUBLIC_URL: v.optional(origin),
    ALLOWED_ORIGINS: v.optional(listOf(origin), ''),
    TRUSTED_PROXIES: v.optional(proxies, '0'),
    DATA_DIR: v.optional(v.pipe(v.string(), v.nonEmpty('must not be empty')), './data'),
    DATABASE_URL: v.optional(postgresAddress),
    REDIS_URL: v.optional(addressOf('redis:', 'rediss:')),
    CONNECTION_MAX_AGE: v.optional(duration, '50m'),
    LOG_LEVEL: v.optional(
      v.picklist(['debug', 'info', 'warn', 'error', 'silent'], 'must be debug, info, warn, error or silent'),
      'warn',
    ),
  }),
  v.forward(
    v.check(
      ({ DATABASE_URL, REDIS_URL }) => REDIS_URL === undefined || DATABASE_URL !== undefined,
      'needs DATABASE_URL beside it: several nodes must share one log, and a file in DATA_DIR belongs to one node alone',
    ),
    ['REDIS_URL'],
  ),
)

type Environment = Record<string, string | undefined>

/** What holds a password may stand in a file, as platforms hand secrets over: `DATABASE_URL_FILE` names it. */
const secrets = ['DATABASE_URL', 'REDIS_URL']

function withSecretsFromFiles(env: Environment): Environment {
  const read = { ...env }
  for (const name of secrets) {
    const file = env[`${name}_FILE`]
    if (file === undefined) continue
    if (env[name] !== undefined)
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
  const result = v.safeParse(environment, withSecretsFromFiles(env))
  if (!result.success) {
    const sentences = result.issues.map(issue => {
      const name = v.getDotPath(issue) ?? 'The environment'
      // An address holds a password, and this sentence goes to the platform's log.
      const value = name.endsWith('_URL') ? '' : ` (it is ${JSON.stringify(issue.input)})`
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
    trustedProxies: output.TRUSTED_PROXIES,
    dataDir: output.DATA_DIR,
    databaseUrl: output.DATABASE_URL,
    redisUrl: output.REDIS_URL,
    connectionMaxAgeInMs: output.CONNECTION_MAX_AGE,
    logLevel: output.LOG_LEVEL,
  }
}
