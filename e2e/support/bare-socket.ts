import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { type ClientOptions, WebSocket } from 'ws'
import { protocolVersion } from '../../protocol/index.ts'

/** A WebSocket of Engine.IO's without anybody who knows how to use it. */
export interface BareSocket {
  readonly line: WebSocket
  /** Everything that came. */
  readonly heard: string[]
  close(): void
}

export interface BareOptions extends Pick<ClientOptions, 'perMessageDeflate'> {
  headers?: Record<string, string>
  /** After `/socket.io/?EIO=4&transport=websocket`. */
  query?: string
}

/** Resolves with the status instead where the upgrade is refused. */
export async function openBareSocket(
  url: string,
  { headers = {}, query = '', perMessageDeflate = false }: BareOptions = {},
): Promise<BareSocket | { status: number }> {
  const address = `${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket${query}`
  const line = new WebSocket(address, { headers, perMessageDeflate })
  const heard: string[] = []
  line.on('message', (message, isBinary) => heard.push(isBinary ? '<binary>' : String(message)))
  // How it ends is for the test to see.
  line.on('error', () => undefined)
  const refused = once(line, 'unexpected-response')
  const opened = once(line, 'open')
  refused.catch(() => undefined)
  opened.catch(() => undefined)
  const ended = once(line, 'close')
  const first = await Promise.race([
    opened.then(() => undefined),
    refused.then(([, response]: IncomingMessage[]) => response?.statusCode ?? 0),
    ended.then(() => 0),
  ])
  if (first !== undefined) {
    line.terminate()
    return { status: first }
  }
  return { line, heard, close: () => line.terminate() }
}

/** What a client says first. */
export const connectPacket = `40${JSON.stringify({
  version: protocolVersion,
  profile: { name: '', color: '#336699' },
})}`
