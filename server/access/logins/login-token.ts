import { randomBytes } from 'node:crypto'
import * as v from 'valibot'
import type { UserId } from '../caller.ts'
import type { Seal } from './seal.ts'

/** What a browser shows to be somebody. */
export interface LoginToken {
  login: string
  user: UserId
  /** Milliseconds since 1970. */
  issuedAt: number
}

const id = (kinds: string) => v.pipe(v.string(), v.regex(new RegExp(`^[${kinds}]_[\\w-]{22}$`)))
const contentSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.strictTuple([id('l'), id('gu'), v.pipe(v.number(), v.integer(), v.minValue(0))]),
)

const newId = (kind: 'l' | 'g') => `${kind}_${randomBytes(16).toString('base64url')}`

export const newLoginId = (): string => newId('l')
export const newGuestId = (): UserId => newId('g')
export const isGuest = (user: UserId): boolean => user.startsWith('g_')

export function writeToken(seal: Seal, { login, user, issuedAt }: LoginToken): string {
  return seal.seal(JSON.stringify([login, user, issuedAt]))
}

/** Undefined: not one that we have written. */
export function readToken(seal: Seal, text: string): LoginToken | undefined {
  const content = seal.open(text)
  const result = content === undefined ? undefined : v.safeParse(contentSchema, content)
  if (result?.success !== true) return undefined
  const [login, user, issuedAt] = result.output
  return { login, user, issuedAt }
}
