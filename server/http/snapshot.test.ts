import { fastify } from 'fastify'
import { expect, it } from 'vitest'
import { keepDoors } from './doors.ts'
import { snapshotRoute } from './snapshot.ts'

const url = '/api/documents/the-document/snapshot'

/** Serves one snapshot: the bytes 0 to 9, folded up to 7. */
function serve({ epoch = 'first', seq = 7 } = {}) {
  const http = fastify()
  keepDoors(http, { may: async () => 'viewer', hasEnded: async () => false })
  snapshotRoute(http, {
    epoch,
    snapshot: async () => ({ seq, bytes: Uint8Array.from({ length: 10 }, (_, i) => i) }),
  })
  return http
}

async function etagOf(http: ReturnType<typeof serve>): Promise<string> {
  return String((await http.inject(url)).headers.etag)
}

it('goes on with a download that broke off, as long as the snapshot is the same', async () => {
  const http = serve()
  const headers = { range: 'bytes=6-', 'if-range': await etagOf(http) }
  const rest = await http.inject({ url, headers })
  expect(rest).toMatchObject({ statusCode: 206, headers: { 'content-range': 'bytes 6-9/10' } })
  expect([...rest.rawPayload]).toEqual([6, 7, 8, 9])
  const newer = await serve({ seq: 8 }).inject({ url, headers })
  expect(newer).toMatchObject({ statusCode: 200, headers: { 'x-quire-seq': '8' } })
  expect(newer.rawPayload).toHaveLength(10)
})

it("never takes a browser's copy of another log for its own, though the numbers are the same", async () => {
  const headers = { 'if-none-match': await etagOf(serve()) }
  expect((await serve().inject({ url, headers })).statusCode).toBe(304)
  expect((await serve({ epoch: 'restored' }).inject({ url, headers })).statusCode).toBe(200)
})
