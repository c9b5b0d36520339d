import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

/** A header as it goes over the line, its name's case included. */
export type Headers = [name: string, value: string | string[]][]

/** How a request's body ended: whole, above the limit (then it is not sent), or with the client's connection. */
export type BodyEnd = 'whole' | 'too-large' | 'cut'

/** A client's request, for the node that holds the client's session. `from` and `id` name it from now on. */
export interface RelayedRequest {
  type: 'request'
  from: string
  id: number
  method: string
  url: string
  headers: Headers
  remoteAddress: string
  body: Uint8Array
  bodyEnd: BodyEnd
}

/** The owner's answer. A long one comes in parts: the rest is asked for. */
export interface RelayedAnswer {
  type: 'answer'
  id: number
  status: number
  statusMessage: string
  headers: Headers
  /** Of the whole body. */
  size: number
  body: Uint8Array
}

export type RelayMessage =
  | RelayedRequest
  | RelayedAnswer
  /** The client's connection is gone, or nobody waits for the answer any more. */
  | { type: 'abort'; from: string; id: number }
  /** End this poll now, empty if need be: the node that holds the client's connection is about to stop. */
  | { type: 'release'; from: string; id: number }
  /** Send the body's next part. */
  | { type: 'more'; from: string; id: number }
  | { type: 'part'; id: number; body: Uint8Array }
  /** The owner cut the client's connection instead of answering. */
  | { type: 'cut'; id: number }

/** Their place is their first byte. Whoever changes a message changes `channelOf`, too. */
const types = ['request', 'answer', 'abort', 'release', 'more', 'part', 'cut'] as const
const bodyEnds: readonly BodyEnd[] = ['whole', 'too-large', 'cut']

/** Where a node hears. The number stands for the messages: nodes of another version do not hear ours, which tells that at once. */
export const channelOf = (node: string): string => `quire:relay:1:${node}`

export function encodeMessage(message: RelayMessage): Uint8Array {
  return encoding.encode(out => {
    encoding.writeUint8(out, types.indexOf(message.type))
    encoding.writeVarUint(out, message.id)
    if ('from' in message) encoding.writeVarString(out, message.from)
    switch (message.type) {
      case 'request':
        encoding.writeVarString(out, message.method)
        encoding.writeVarString(out, message.url)
        writeHeaders(out, message.headers)
        encoding.writeVarString(out, message.remoteAddress)
        encoding.writeUint8(out, bodyEnds.indexOf(message.bodyEnd))
        encoding.writeUint8Array(out, message.body)
        break
      case 'answer':
        encoding.writeVarUint(out, message.status)
        encoding.writeVarString(out, message.statusMessage)
        writeHeaders(out, message.headers)
        encoding.writeVarUint(out, message.size)
        encoding.writeUint8Array(out, message.body)
        break
      case 'part':
        encoding.writeUint8Array(out, message.body)
    }
  })
}

/** @throws {Error} when it is none */
export function decodeMessage(bytes: Uint8Array): RelayMessage {
  const from = decoding.createDecoder(bytes)
  const type = types[decoding.readUint8(from)]
  const id = decoding.readVarUint(from)
  switch (type) {
    case 'request':
      return {
        type,
        id,
        from: decoding.readVarString(from),
        method: decoding.readVarString(from),
        url: decoding.readVarString(from),
        headers: readHeaders(from),
        remoteAddress: decoding.readVarString(from),
        bodyEnd: bodyEnds[decoding.readUint8(from)] ?? 'cut',
        body: decoding.readTailAsUint8Array(from),
      }
    case 'answer':
      return {
        type,
        id,
        status: decoding.readVarUint(from),
        statusMessage: decoding.readVarString(from),
        headers: readHeaders(from),
        size: decoding.readVarUint(from),
        body: decoding.readTailAsUint8Array(from),
      }
    case 'abort':
    case 'release':
    case 'more':
      return { type, id, from: decoding.readVarString(from) }
    case 'part':
      return { type, id, body: decoding.readTailAsUint8Array(from) }
    case 'cut':
      return { type, id }
  }
  throw new Error('the relay does not know such a message')
}

/** Header values are Latin-1 to Node, and any string to us. A header that came several times is one with several values. */
function writeHeaders(out: encoding.Encoder, headers: Headers): void {
  encoding.writeVarUint(out, headers.length)
  for (const [name, value] of headers) {
    encoding.writeVarString(out, name)
    const several = typeof value !== 'string'
    encoding.writeVarUint(out, several ? value.length + 1 : 0)
    for (const each of several ? value : [value]) encoding.writeVarString(out, each)
  }
}

function readHeaders(from: decoding.Decoder): Headers {
  const headers: Headers = []
  for (let left = decoding.readVarUint(from); left > 0; left--) {
    const name = decoding.readVarString(from)
    const several = decoding.readVarUint(from)
    if (several === 0) headers.push([name, decoding.readVarString(from)])
    else headers.push([name, Array.from({ length: several - 1 }, () => decoding.readVarString(from))])
  }
  return headers
}
