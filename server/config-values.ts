import { isIP } from 'node:net'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'
import { type BucketAddress, bucketForm, isBucket, readBucketAddress } from './files/bucket/bucket-config.ts'

const unitInMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

export const notEmpty = v.pipe(v.string(), v.nonEmpty('must not be empty'))

/** '90s', '50m', '1h', '30d' as milliseconds. */
export const duration = v.pipe(
  v.string(),
  v.regex(/^[1-9]\d{0,5}[smhd]$/, 'must be a time with its unit, as in 90s, 50m or 1h'),
  v.transform(text => Number(text.slice(0, -1)) * unitInMs[text.at(-1) as keyof typeof unitInMs]),
)

const unitInBytes = { k: 1024, M: 1024 ** 2, G: 1024 ** 3 }

/** '500k', '250M', '2G' as bytes, in powers of 1,024. */
export const bytes = v.pipe(
  v.string(),
  v.regex(/^[1-9]\d{0,5}[kMG]$/, 'must be a size with its unit, as in 500k, 250M or 2G'),
  v.transform(text => Number(text.slice(0, -1)) * unitInBytes[text.at(-1) as keyof typeof unitInBytes]),
)

export const count = v.pipe(
  v.string(),
  v.regex(/^[1-9]\d{0,6}$/, 'must be a number, from 1 on'),
  v.transform(Number),
)

/** A folder, by its path or as a `file:` URL; or a bucket. */
export const filesAddress = v.pipe(
  notEmpty,
  v.rawTransform<string, string | BucketAddress>(({ dataset: { value: text }, addIssue, NEVER }) => {
    try {
      if (isBucket(text)) return readBucketAddress(text)
    } catch (error) {
      addIssue({ message: error instanceof Error ? error.message : bucketForm })
      return NEVER
    }
    if (!/^[a-z][a-z0-9+.-]+:/i.test(text)) return text
    if (text.startsWith('file:///') && URL.canParse(text)) return fileURLToPath(text)
    addIssue({ message: bucketForm })
    return NEVER
  }),
)

export const addressOf = (...protocols: string[]) =>
  v.pipe(
    v.string(),
    v.check(
      text => URL.canParse(text) && protocols.includes(new URL(text).protocol),
      `must be an address that begins with ${protocols.map(each => `${each}//`).join(' or ')}`,
    ),
  )

/** Postgres' own form leaves out the host where it is a parameter, a folder with a socket: no URL to others, but `pg` reads it. */
export const postgresAddress = v.pipe(
  v.string(),
  v.check(
    text => /^postgres(ql)?:/.test(text) && URL.canParse(text.replace('@/', '@localhost/')),
    'must be an address that begins with postgres:// or postgresql://, with %40, %2F, %23 and the like for signs in its password',
  ),
)

/** What a browser calls the origin of the pages at this address. */
export const origin = v.pipe(
  addressOf('https:', 'http:'),
  v.check(
    text => /^https?:\/\/[^/?#@]+\/?$/.test(text),
    'must be scheme, host and port alone, as in https://quire.example.com',
  ),
  v.transform(text => new URL(text).origin),
)

/** Origins of pages, or any page's at all. */
export const originOrAny = v.union(
  [v.literal('*'), origin],
  'must be scheme, host and port alone, as in https://www.example.com, or * for any site',
)

/** With commas between. */
export const listOf = <Item extends v.GenericSchema<string, string>>(item: Item) =>
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

export const proxies = v.union([v.pipe(v.string(), v.regex(/^\d$/), v.transform(Number)), listOf(network)])

/** Of those who vouch for people: what they say must come from them. */
export const providerAddress = v.pipe(
  addressOf('https:', 'http:'),
  v.check(text => {
    const { protocol, hostname } = new URL(text)
    return protocol === 'https:' || /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
  }, 'must begin with https:// (http:// is for this machine alone)'),
)
