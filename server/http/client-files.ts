import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'

/** Serves the built app. Every page is the same document; the app reads the address itself. */
export async function clientFiles(http: FastifyInstance, folder: string): Promise<void> {
  if (!existsSync(join(folder, 'index.html'))) return
  await http.register(fastifyStatic, {
    root: folder,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      // Built files carry their content's hash in the name; the page that names them must always be asked for.
      const hashed = path.includes('/assets/')
      reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  http.setNotFoundHandler((request, reply) => {
    const page = request.method === 'GET' && !/^\/(api|health|assets|socket\.io)\//.test(request.url)
    if (page) return reply.sendFile('index.html')
    return reply.code(404).send({ reason: 'unknown-address' })
  })
}
