import type { IncomingMessage } from 'node:http'
import { type Caller, nobody } from '../caller.ts'
import type { Identified, Identity } from '../identity.ts'
import { clearCookie, cookieName, cookiesOf, writeCookie } from './cookies.ts'
import { isGuest } from './login-token.ts'
import type { Login, Logins } from './logins.ts'
import { whatIsAsked } from './what-is-asked.ts'

export interface CookieIdentityOptions {
  logins: Logins
  guests: 'allow' | 'refuse'
  /** The person's browser came by TLS, at least to the first proxy. */
  isSecure: (request: IncomingMessage) => boolean
  /** The store does not answer: a login could not be renewed. */
  onTrouble: (error: unknown) => void
}

const name = 'quire'

/** Knows people by the cookie that their browser was given. */
export class CookieIdentity implements Identity {
  readonly logins: Logins
  readonly #options: CookieIdentityOptions

  constructor(options: CookieIdentityOptions) {
    this.logins = options.logins
    this.#options = options
  }

  async identify(request: IncomingMessage, route?: string): Promise<Identified> {
    const { beginsLogin, mayCarryCookie, isInside } = whatIsAsked(request, route)
    const known = this.read(request)
    if (this.#options.guests === 'refuse' && (known?.user === undefined || isGuest(known.user)))
      return isInside ? { caller: nobody, refusal: 'sign-in-needed' } : { caller: nobody }
    if (known !== undefined) return mayCarryCookie ? this.#renew(known, request) : { caller: known }
    return beginsLogin ? this.#give(this.logins.beginAsGuest(), request) : { caller: nobody }
  }

  /** Whose cookie the request has; a guest's even where guests are refused. */
  read(request: IncomingMessage): Caller | undefined {
    for (const value of cookiesOf(request, cookieName(name, this.#options.isSecure(request)))) {
      const caller = this.logins.read(value)
      if (caller !== undefined) return caller
    }
    return undefined
  }

  cookieFor(token: string, request: IncomingMessage): string {
    const isSecure = this.#options.isSecure(request)
    return writeCookie({ name, value: token, maxAgeInMs: this.logins.lifetimeInMs, isSecure })
  }

  /** Takes the cookie away. */
  noCookie(request: IncomingMessage): string {
    return clearCookie(name, this.#options.isSecure(request))
  }

  async #renew(caller: Caller, request: IncomingMessage): Promise<Identified> {
    try {
      return this.#give(await this.logins.renew(caller), request)
    } catch (error) {
      // It holds for a while yet, and will be renewed another time.
      this.#options.onTrouble(error)
      return { caller }
    }
  }

  #give({ caller, token }: Login, request: IncomingMessage): Identified {
    return token === undefined ? { caller } : { caller, cookie: this.cookieFor(token, request) }
  }
}
