import { once } from 'node:events'
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** A way to a server that keeps cookies as a browser does, for clients that are no browser. */
export interface CookieJar {
  readonly url: string
  readonly cookies: ReadonlyMap<string, string>
  /** How often the server has set one. */
  readonly sets: number
  /** As a header has them. */
  header(): string
  forget(): void
}

/** A jar for one test: whoever goes to its `url` is one browser to the server at `port`. */
export async function openCookieJar({ port }: { port: number }): Promise<CookieJar> {
  const cookies = new Map<string, string>()
  let sets = 0
  const header = () => [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const ask = ({ method, url, headers }: IncomingMessage) => {
    const own: OutgoingHttpHeaders = { ...headers }
    if (cookies.size > 0) own.cookie = header()
    return request({ host: '127.0.0.1', port, method, path: url, headers: own, agent: false })
  }
  const keep = ({ headers }: IncomingMessage) => {
    for (const line of headers['set-cookie'] ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      sets++
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
  }
  const server = createServer((asked, answer) => {
    const passed = ask(asked)
    passed.on('response', response => {
      keep(response)
      answer.writeHead(response.statusCode ?? 502, response.rawHeaders)
      response.pipe(answer)
    })
    passed.on('error', () => answer.destroy())
    answer.on('close', () => passed.destroy())
    asked.pipe(passed)
  })
  server.on('upgrade', (asked, socket) => {
    const passed = ask(asked)
    const end = () => {
      socket.destroy()
      passed.destroy()
    }
    passed.on('upgrade', (response, line, early) => {
      keep(response)
      const lines = Array.from({ length: response.rawHeaders.length / 2 }, (_, i) =>
        response.rawHeaders.slice(2 * i, 2 * i + 2).join(': '),
      )
      socket.write(`${['HTTP/1.1 101 Switching Protocols', ...lines].join('\r\n')}\r\n\r\n`)
      socket.write(early)
      line.pipe(socket).pipe(line)
      line.on('error', end).on('close', end)
    })
    passed.on('response', end)
    passed.on('error', end)
    socket.on('error', end).on('close', end)
    passed.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cookies,
    get sets() {
      return sets
    },
    header,
    forget: () => cookies.clear(),
  }
}
