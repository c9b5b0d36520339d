import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'

export interface Asking {
  method: 'GET' | 'PUT' | 'DELETE'
  url: URL
  headers: Record<string, string>
  body: readonly Uint8Array[]
  /** For all of it, but for the bytes of an object that is got. */
  withinMs: number
}

const connectWithinMs = 4_000
/** More than any page of a list has. */
const longestText = 8 * 1024 * 1024

// Bytes that wait for a slow reader hold their connection: those that are open are as many as are needed, those that are idle are not.
const shared = { keepAlive: true, maxFreeSockets: 32, scheduling: 'lifo' } as const
const httpAgent = new HttpAgent(shared)
const httpsAgent = new HttpsAgent(shared)

/** Asks once, and gives the beginning of the answer. Whoever takes it must read it, or destroy it. */
export function ask({ method, url, headers, body, withinMs }: Asking): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const length = body.reduce((sum, bytes) => sum + bytes.length, 0)
    const isSafe = url.protocol === 'https:'
    const asked = (isSafe ? requestHttps : requestHttp)(url, {
      method,
      headers: { ...headers, ...(method === 'PUT' && { 'content-length': length }) },
      agent: isSafe ? httpsAgent : httpAgent,
    })
    const late = (ms: number) => () => asked.destroy(new Error(`no answer within ${ms / 1000} s`))
    const answering = setTimeout(late(withinMs), withinMs)
    const connecting = setTimeout(late(connectWithinMs), connectWithinMs)
    const stop = () => {
      clearTimeout(answering)
      clearTimeout(connecting)
    }
    asked.once('socket', socket => {
      if (!socket.connecting) return clearTimeout(connecting)
      socket.once(isSafe ? 'secureConnect' : 'connect', () => clearTimeout(connecting))
    })
    asked.once('response', answer => {
      stop()
      // A store that has refused a body before it had it all may never take the rest.
      answer.once('end', () => asked.writableFinished || asked.destroy())
      resolve(answer)
    })
    // Also one that comes when it was answered: a store may refuse a body before it has it all.
    asked.on('error', error => {
      stop()
      reject(error)
    })
    for (const bytes of body) asked.write(bytes)
    asked.end()
  })
}

/** What a store says, rather than what it stores. */
export async function textOf(answer: IncomingMessage, withinMs: number): Promise<string> {
  const late = setTimeout(
    () => answer.destroy(new Error(`no end of the answer within ${withinMs / 1000} s`)),
    withinMs,
  )
  try {
    const pieces: Buffer[] = []
    let length = 0
    for await (const piece of answer) {
      pieces.push(piece)
      length += piece.length
      if (length > longestText) throw new Error('an answer that is too long')
    }
    return Buffer.concat(pieces).toString('utf8')
  } finally {
    clearTimeout(late)
    if (!answer.complete) answer.destroy()
  }
}
