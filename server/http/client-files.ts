import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as v from 'valibot'
import { documentIdSchema } from '../../protocol/index.ts'
import { livePolicy } from './security-headers.ts'

const documentPage = v.object({ id: documentIdSchema })

export interface ClientFilesOptions {
  /** Of pages that may show a live view in a frame; `*`: any. */
  embedOrigins: readonly string[]
}

/** Serves the built app. Every page but the live view is the same document; the app reads the address itself. */
export async function clientFiles(
  http: FastifyInstance,
  folder: string,
  { embedOrigins }: ClientFilesOptions,
): Promise<void> {
  const index = join(folder, 'index.html')
  if (!existsSync(index)) return
  http.addHook('onRoute', route => {
    // What the file server registers by itself: the app's files are for everybody.
    if (route.url === '/*') route.config = { ...route.config, asks: 'nothing' }
  })
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
  /** People find the way back on the app's page; programs see the status. */
  const notFound = async (request: FastifyRequest, reply: FastifyReply) => {
    reply.code(404).header('cache-control', 'no-cache')
    const page = request.method === 'GET' && !/^\/(api|health|assets|socket\.io)\//.test(request.url)
    if (page) return reply.type('text/html; charset=utf-8').send(await readFile(index))
    return reply.send({ reason: 'unknown-address' })
  }
  for (const path of ['/d/:id', '/d/:id/']) {
    // Whether there is such a document is for the app to ask: who may not open it sees the same.
    http.get(path, { config: { asks: 'nothing' } }, (request, reply) =>
      v.is(documentPage, request.params) ? reply.sendFile('index.html') : notFound(request, reply),
    )
  }
  const policy = livePolicy(embedOrigins)
  for (const path of ['/live/:id', '/live/:id/']) {
    http.get(path, { config: { asks: 'nothing' } }, (request, reply) => {
      if (!v.is(documentPage, request.params)) return notFound(request, reply)
      return reply.header('content-security-policy', policy).sendFile('live.html')
    })
  }
  http.setNotFoundHandler(notFound)
}
