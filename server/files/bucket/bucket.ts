import type { IncomingMessage } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { type ByteRange, StoreAway, StoreFull } from '../file-store.ts'
import { errorCodeIn, type ListPage, listIn, type StoredObject } from './answers.ts'
import { type Asking, ask, textOf } from './ask.ts'
import { openAuthorizer } from './authorize.ts'
import type { BucketPlace } from './bucket-place.ts'
import { errorOf, type Refusal } from './refusals.ts'

/** Objects by their names under the prefix. Every method rejects with `StoreAway` or `StoreFull`, and says then what to do. */
export interface Bucket {
  readonly place: BucketPlace
  /** It is there for good, whole, and to be found in the list. */
  put(name: string, body: readonly Uint8Array[]): Promise<void>
  /** Undefined: it is not there. Whoever takes it must read it, or destroy it. */
  get(name: string, range?: ByteRange): Promise<IncomingMessage | undefined>
  /** Does nothing where there is none. */
  remove(name: string): Promise<void>
  /** In the order of their names. */
  list(prefix: string): AsyncIterable<StoredObject>
}

/** Asked again after so long, and up to twice of it: what is asked of a store does no harm when it is done twice. */
const patience = [100, 400, 1_200]
const shortMs = { each: 8_000, all: 20_000 }
/** A piece at 140 kB/s. */
const longMs = { each: 30_000, all: 45_000 }

interface Question {
  method: Asking['method']
  /** For people, as in 'refuses to …'. */
  doing: string
  name: string
  query?: Record<string, string>
  headers?: Record<string, string>
  body?: readonly Uint8Array[]
}

type Outcome = { answer: IncomingMessage } | Refusal

const passes = new Set([408, 429, 500, 502, 503, 504])

export interface BucketOptions {
  /** Of a list. */
  pageLength?: number
  againInMs?: readonly number[]
}

export function openBucket(place: BucketPlace, options: BucketOptions = {}): Bucket {
  const { pageLength = 1000, againInMs = patience } = options
  const { put, get, remove, page } = new Requests(place, againInMs)
  const { prefix } = place
  return {
    place,
    put,
    get,
    remove,
    async *list(within) {
      let after = ''
      for (;;) {
        const { objects, isLast }: ListPage = await page(prefix + within, after, pageLength)
        for (const object of objects) yield { ...object, name: object.name.slice(prefix.length) }
        if (isLast) return
        const last = objects.at(-1)?.name
        if (last === undefined || last === after)
          throw new StoreAway(`${place.name} gives a list that does not end`)
        after = last
      }
    },
  }
}

class Requests {
  readonly #place: BucketPlace
  readonly #authorizer
  readonly #againInMs
  #skewInMs = 0

  constructor(place: BucketPlace, againInMs: readonly number[]) {
    this.#place = place
    this.#againInMs = againInMs
    this.#authorizer = openAuthorizer(place)
  }

  readonly put = async (name: string, body: readonly Uint8Array[]): Promise<void> => {
    const question: Question = { method: 'PUT', doing: 'write', name: this.#place.prefix + name, body }
    const outcome = await this.#ask(question, longMs)
    if (!('answer' in outcome)) throw errorOf(this.#place, question.doing, outcome)
  }

  readonly get = async (name: string, range?: ByteRange): Promise<IncomingMessage | undefined> => {
    const headers = range === undefined ? {} : { range: `bytes=${range.from}-${range.to}` }
    const question: Question = { method: 'GET', doing: 'read', name: this.#place.prefix + name, headers }
    const outcome = await this.#ask(question, shortMs)
    if ('answer' in outcome) return outcome.answer
    if (outcome.status === 404 && outcome.code !== 'NoSuchBucket') return undefined
    throw errorOf(this.#place, question.doing, outcome)
  }

  readonly remove = async (name: string): Promise<void> => {
    const question: Question = { method: 'DELETE', doing: 'delete', name: this.#place.prefix + name }
    const outcome = await this.#ask(question, shortMs)
    if (!('answer' in outcome) && (outcome.status !== 404 || outcome.code === 'NoSuchBucket'))
      throw errorOf(this.#place, question.doing, outcome)
  }

  readonly page = async (prefix: string, marker: string, most: number): Promise<ListPage> => {
    // The first version of the list: every store has it, and goes on behind a name instead of by a token.
    const query = {
      'encoding-type': 'url',
      'max-keys': String(most),
      prefix,
      ...(marker !== '' && { marker }),
    }
    const question: Question = { method: 'GET', doing: 'list', name: '', query }
    const outcome = await this.#ask(question, shortMs)
    if (!('answer' in outcome)) throw errorOf(this.#place, question.doing, outcome)
    try {
      return listIn(await textOf(outcome.answer, shortMs.each))
    } catch (error) {
      throw this.#away(error)
    }
  }

  /** Until it is answered for good, or takes too long. */
  async #ask(question: Question, ms: { each: number; all: number }): Promise<Outcome> {
    const until = performance.now() + ms.all
    for (let n = 0; ; n++) {
      const pause = this.#againInMs[n] ?? Number.POSITIVE_INFINITY
      const isLast = performance.now() + pause * 2 > until
      try {
        const left = Math.max(1_000, until - performance.now())
        const outcome = await this.#askOnce(question, Math.min(ms.each, left))
        if ('answer' in outcome || isLast || !this.#mayTryAgain(outcome)) return outcome
      } catch (error) {
        if (error instanceof StoreAway || error instanceof StoreFull) throw error
        if (isLast) throw this.#away(error)
      }
      await delay(pause * (1 + Math.random()))
    }
  }

  async #askOnce(question: Question, withinMs: number): Promise<Outcome> {
    const { method, headers, body = [] } = question
    const url = this.#urlOf(question)
    const signed = await this.#authorizer.headersFor({ method, url, body, skewInMs: this.#skewInMs })
    const answer = await ask({ method, url, headers: { ...headers, ...signed }, body, withinMs })
    const status = answer.statusCode ?? 0
    const isDone = status >= 200 && status < 300
    if (isDone && method === 'GET') return { answer }
    const text = await textOf(answer, withinMs)
    if (isDone) return { answer }
    const code = errorCodeIn(text)
    if (code === 'RequestTimeTooSkewed') {
      const itsTime = Date.parse(answer.headers.date ?? '')
      if (Number.isFinite(itsTime)) this.#skewInMs = itsTime - Date.now()
    }
    const region = answer.headers['x-amz-bucket-region']
    const isRegion = typeof region === 'string' && /^[a-z0-9-]{1,40}$/.test(region)
    return { status, code, region: isRegion ? region : undefined }
  }

  #mayTryAgain({ status, code }: Refusal): boolean {
    const isOurClock = code === 'RequestTimeTooSkewed'
    return isOurClock || passes.has(status) || (status === 401 && this.#authorizer.renew())
  }

  #urlOf({ name, query = {} }: Question): URL {
    const { endpoint, bucket, isPathStyle } = this.#place
    const url = new URL(endpoint)
    if (!isPathStyle) url.hostname = `${bucket}.${url.hostname}`
    url.pathname = isPathStyle ? `/${bucket}${name === '' ? '' : `/${name}`}` : `/${name}`
    for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value)
    return url
  }

  #away(error: unknown): StoreAway {
    const why = error instanceof Error ? reasonIn(error) : String(error)
    return new StoreAway(`${this.#place.name} cannot be reached at ${this.#place.endpoint}: ${why}`)
  }
}

/** A name that leads to several addresses fails with all their errors in one. */
function reasonIn(error: Error): string {
  const [first] = error instanceof AggregateError ? error.errors : []
  return first instanceof Error ? first.message : error.message
}
