import type { IncomingMessage } from 'node:http'
import type { BodyEnd } from './messages.ts'

export interface ReadBody {
  body: Uint8Array
  bodyEnd: BodyEnd
}

/** The client hung up. */
export const cutBody: ReadBody = { body: new Uint8Array(), bodyEnd: 'cut' }

/**
 * A request's body, as far as Engine.IO would read it. Of a body above `maxBytes` or cut off nothing is kept: its length alone
 * decides the answer, and nobody waits for the rest. `reserve` is asked for each piece; a `false` ends it like a cut.
 */
export function readBody(
  request: IncomingMessage,
  maxBytes: number,
  reserve: (bytes: number) => boolean,
): Promise<ReadBody> {
  // Engine.IO looks at no other method's body.
  if (request.method !== 'POST') return Promise.resolve({ body: new Uint8Array(), bodyEnd: 'whole' })
  return new Promise(resolve => {
    const pieces: Buffer[] = []
    let length = 0
    const end = (bodyEnd: BodyEnd) => {
      request.off('data', take).off('end', whole).off('close', cut)
      // The rest flows away, so that the client gets to reading its answer.
      request.resume()
      resolve({ body: bodyEnd === 'whole' ? Buffer.concat(pieces) : new Uint8Array(), bodyEnd })
    }
    const take = (piece: Buffer) => {
      length += piece.length
      if (length > maxBytes) end('too-large')
      else if (!reserve(piece.length)) end('cut')
      else pieces.push(piece)
    }
    const whole = () => end('whole')
    const cut = () => end('cut')
    if (request.destroyed) cut()
    else request.on('data', take).on('end', whole).on('close', cut)
  })
}
