import type { IncomingMessage } from 'node:http'

/** Whoever sends more of the same name has been given some of them by somebody else. */
const maxOfOneName = 4

/** The values of the cookies of that name; several where another host of the same domain has set one, too. */
export function cookiesOf({ headers: { cookie = '' } }: IncomingMessage, name: string): string[] {
  return cookie
    .split(';')
    .map(part => part.trim())
    .filter(part => part.startsWith(`${name}=`))
    .slice(0, maxOfOneName)
    .map(part => part.slice(name.length + 1))
}

/** A name that browsers take from nobody but this very host, over TLS: no neighbour can put a cookie of theirs in its place. */
export function cookieName(name: string, isSecure: boolean): string {
  return isSecure ? `__Host-${name}` : name
}

export interface Cookie {
  name: string
  value: string
  maxAgeInMs: number
  isSecure: boolean
}

/** As `Set-Cookie` says it. Scripts do not see it, and no page of another site has it sent, but by a link to us that somebody follows. */
export function writeCookie({ name, value, maxAgeInMs, isSecure }: Cookie): string {
  const secure = isSecure ? '; Secure' : ''
  const maxAge = Math.floor(maxAgeInMs / 1000)
  return `${cookieName(name, isSecure)}=${value}; Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Lax${secure}`
}

export function clearCookie(name: string, isSecure: boolean): string {
  return writeCookie({ name, value: '', maxAgeInMs: 0, isSecure })
}
