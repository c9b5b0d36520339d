import type { FastifyInstance } from 'fastify'

/** For balancers: whether the process lives, and whether it should be sent people. */
export function healthRoutes(http: FastifyInstance): void {
  http.get('/health/live', async () => ({ status: 'live' }))
  http.get('/health/ready', async () => ({ status: 'ready' }))
}
