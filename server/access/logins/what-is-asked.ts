import type { IncomingMessage } from 'node:http'

export interface Asked {
  /** A page, what it asks at first, and making a document: whoever does that should be somebody from then on. */
  beginsLogin: boolean
  /** Answers go to one person alone, and may carry a cookie. Files of the app are kept by caches for everybody. */
  mayCarryCookie: boolean
  /** About documents: neither the app itself, nor signing in. */
  isInside: boolean
  /** Balancers ask, and are nobody. */
  isHealth: boolean
}

/** `route`: the pattern of the one that will serve the request. An address can be written in many ways that lead to it. */
export function whatIsAsked({ method = 'GET', url = '' }: IncomingMessage, route?: string): Asked {
  const [path = '', parameters = ''] = url.split('?')
  const served = route ?? path
  const isPage = (method === 'GET' || method === 'HEAD') && (path === '/' || path.startsWith('/d/'))
  const isMe = path === '/api/me'
  const isApi = path.startsWith('/api/')
  const isSocket = path.startsWith('/socket.io/')
  return {
    beginsLogin: isPage || isMe || (method === 'POST' && path === '/api/documents'),
    mayCarryCookie: isPage || isApi || (isSocket && !new URLSearchParams(parameters).has('sid')),
    isInside: isSocket || (served.startsWith('/api/') && served !== '/api/me'),
    isHealth: path.startsWith('/health/'),
  }
}
