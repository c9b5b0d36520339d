import type { IncomingMessage } from 'node:http'
import type { Caller } from './caller.ts'

/** Who somebody is, for other people to read. */
export interface Person {
  id: string
  /** Empty for a guest who has not given one. */
  name: string
  email?: string
}

/** Finds out who asks: a guest by a cookie, somebody who signed in at an OpenID Connect provider, or by Identity-Aware Proxy. */
export interface Identity {
  /** Who the request comes from. `cookie`: what the answer should set, when the login was renewed, or begins with this request. Never
   *  throws: whoever cannot be told is nobody. */
  identify(request: IncomingMessage): Promise<{ caller: Caller; cookie?: string }>
}
