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

export function whatIsAsked({ method = 'GET', url = '' }: IncomingMessage): Asked {
  const [path = '', parameters = ''] = url.split('?')
  const isPage = (method === 'GET' || method === 'HEAD') && (path === '/' || path.startsWith('/d/'))
  const isMe = path === '/api/me'
  const isApi = path.startsWith('/api/')
  const isSocket = path.startsWith('/socket.io/')
  return {
    beginsLogin: isPage || isMe || (method === 'POST' && path === '/api/documents'),
    mayCarryCookie: isPage || isApi || (isSocket && !new URLSearchParams(parameters).has('sid')),
    isInside: isSocket || (isApi && !isMe),
    isHealth: path.startsWith('/health/'),
  }
}
