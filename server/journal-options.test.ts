import { PassThrough } from 'node:stream'
import { fastify } from 'fastify'
import { expect, it } from 'vitest'
import { journalOptions } from './journal-options.ts'

it('never writes down the whole address of a document: whoever has it may be let in by it', () => {
  const stream = new PassThrough()
  const { log } = fastify({ logger: { ...journalOptions('warn'), stream } })
  const documentId = 'Q3xh7T0aPZ9mKfVb'
  log.warn({ documentId }, 'Refused an update.')
  log.error({ path: `/api/documents/${documentId}/sharing`, err: new Error('broken') }, 'Not served.')
  const lines = String(stream.read())
  expect(lines).not.toContain(documentId)
  expect(lines).toContain('"documentId":"Q3xh7T0a…"')
  expect(lines).toContain('"path":"/api/documents/Q3xh7T0a…/sharing"')
})
