import { connect } from 'node:net'

export interface Asked {
  method?: string
  /** After `/socket.io/?EIO=4&transport=polling`. */
  query?: string
  headers?: Record<string, string>
  body?: string
  /** Sends no more of the body than this. */
  sentBytes?: number
}

/** Says it in HTTP/1.1. `answer` is every byte that came back, until the other side had no more to say. */
export function ask(
  port: number,
  { method = 'GET', query = '', headers = {}, body = '', sentBytes }: Asked = {},
) {
  const bytes = Buffer.from(body)
  const lines = [
    `${method} /socket.io/?EIO=4&transport=polling${query} HTTP/1.1`,
    'Host: quire.example',
    'Connection: close',
    ...(bytes.length > 0 ? [`Content-Length: ${bytes.length}`] : []),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ]
  const socket = connect(port, '127.0.0.1')
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  socket.write(bytes.subarray(0, sentBytes))
  const pieces: Buffer[] = []
  const answer = new Promise<string>(resolve => {
    socket.on('data', piece => pieces.push(piece))
    // What came before a connection was reset is the answer, too.
    socket.on('error', () => socket.destroy())
    socket.on('close', () => resolve(Buffer.concat(pieces).toString('latin1')))
  })
  return { answer, hangUp: () => socket.destroy() }
}

/** What differs between two answers to the same question anyway. */
export const masked = (answer: string): string =>
  answer.replace(/\r\nDate: [^\r]*/, '\r\nDate: …').replace(/"sid":"[^"]*"/, '"sid":"…"')

export const bodyOf = (answer: string): string => answer.slice(answer.indexOf('\r\n\r\n') + 4)

/** Opens an Engine.IO session. */
export async function shakeHands(port: number): Promise<string> {
  const { sid }: { sid: string } = JSON.parse(bodyOf(await ask(port).answer).slice(1))
  return sid
}
