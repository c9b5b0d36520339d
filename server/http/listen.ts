import type { FastifyInstance } from 'fastify'

/** Where it should listen; port 0 for any that is free. */
interface Place {
  port: number
  host: string
}

/**
 * Listens, and gives the address at which people find it.
 * @throws {Error} with a sentence that says what to do
 */
export async function listen(http: FastifyInstance, { port, host }: Place): Promise<string> {
  try {
    await http.listen({ port, host })
  } catch (error) {
    throw explainListen(error, { port, host })
  }
  const listening = http.server.address()
  const listensOn = typeof listening === 'object' && listening !== null ? listening.port : port
  return `http://${host === '127.0.0.1' || host === '0.0.0.0' ? 'localhost' : host}:${listensOn}`
}

function explainListen(error: unknown, { port, host }: Place): Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') {
    return new Error(
      `Port ${port} is taken by another program. Stop that one, or choose another: PORT=${port + 1} npm start`,
    )
  }
  if (code === 'EACCES')
    return new Error(`Port ${port} needs more rights. Choose one above 1023: PORT=8080 npm start`)
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new Error(`This machine has no address ${host}. Choose one that it has: HOST=127.0.0.1 npm start`)
  }
  return error instanceof Error ? error : new Error(String(error))
}
