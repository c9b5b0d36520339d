import type { IncomingMessage } from 'node:http'
import type { Caller } from './caller.ts'

/** Who somebody is, for other people to read. */
export interface Person {
  id: string
  /** Empty for a guest who has not given one. */
  name: string
  email?: string
}

export interface Identified {
  caller: Caller
  /** What the answer should set: the login was renewed, or begins with this request. */
  cookie?: string
  /** This request must be answered with that and nothing else: the operator lets in nobody who is not signed in. */
  refusal?: 'sign-in-needed'
}

/** Finds out who asks: a guest by a cookie, somebody who signed in at an OpenID Connect provider, or by Identity-Aware Proxy. */
export interface Identity {
  /** Who the request comes from. Never throws: whoever cannot be told is nobody. A page, what it asks at first (`/api/me`), and making
   *  a document make somebody a guest who was nobody; a handshake does not. `route`: the pattern of the one that will serve it. */
  identify(request: IncomingMessage, route?: string): Promise<Identified>
}
