import { maxNameLength } from '../../../protocol/index.ts'

/** What a provider says of somebody. */
export type Claims = Readonly<Record<string, unknown>>

/** What somebody is called; '' where their provider says nothing. */
export function accountName(claims: Claims): string {
  const {
    name,
    given_name: given,
    family_name: family,
    preferred_username: username,
    nickname,
    email,
  } = claims
  const full = [given, family].filter(part => typeof part === 'string').join(' ')
  const local = typeof email === 'string' ? email.split('@')[0] : undefined
  for (const each of [name, full, nickname, username, local]) {
    // Some control characters turn the words around them.
    const text =
      typeof each === 'string' ? each.replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '').trim() : ''
    if (text !== '') return text.slice(0, maxNameLength).replace(/[\ud800-\udbff]$/, '')
  }
  return ''
}
