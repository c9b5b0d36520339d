import { expect, it, onTestFinished, vi } from 'vitest'
import * as Y from 'yjs'
import { encodeUpdate, maxOpenDocuments, type ServerToClient } from '../../protocol/index.ts'
import { openTestPermits } from '../access/testing/test-permits.ts'
import { type Log, LogAway } from '../log/log.ts'
import { Conversation } from './conversation.ts'
import type { Audience, Peer } from './peer.ts'
import { Rooms } from './rooms.ts'
import { openMemoryChat } from './testing/memory-chat.ts'

const id = 'the-document'
const open = { documentId: id, after: 0, awarenessId: 1 }

/** A log of empty documents. */
function emptyLog(overrides: Partial<Log> = {}): Log {
  return {
    epoch: 'first',
    shared: false,
    awayInMs: 0,
    description: 'empty',
    create: async () => {},
    state: async () => ({ head: 0, clocks: new Map() }),
    authors: async () => new Map(),
    heads: async () => new Map(),
    append: async () => 1,
    read: async () => ({ head: 0, updates: new Uint8Array() }),
    snapshot: async () => undefined,
    compact: async () => {},
    summaries: async () => [],
    close: async () => {},
    ...overrides,
  }
}

/** A log whose documents are found when the returned function is called. */
function slowLog(): [Log, found: () => void] {
  const { promise, resolve } = Promise.withResolvers<void>()
  const state = () => promise.then(() => ({ head: 0, clocks: new Map<number, number>() }))
  return [emptyLog({ state }), resolve]
}

function stage(log: Log) {
  const heard: { event: keyof ServerToClient; message: unknown }[] = []
  const audience: Audience = { of: () => ({ emit: () => {} }) }
  const journal = { warn: vi.fn(), error: vi.fn() }
  const rooms = new Rooms({ log, audience, journal })
  onTestFinished(() => rooms.close())
  const peer: Peer = {
    id: 'peer',
    emit: (event, ...[message]) => void heard.push({ event, message }),
    join: () => {},
    leave: () => {},
    drop: () => {},
  }
  const permits = openTestPermits()
  const conversation = new Conversation(
    peer,
    { name: '', color: '#6b7280' },
    { rooms, log, chat: openMemoryChat(async () => {}), journal, permits },
  )
  const participants = async () => (await rooms.enter(id))?.participants.map(({ awarenessId }) => awarenessId)
  return { conversation, rooms, heard, participants }
}

it('begins one session for the newest of several requests to open a document, and leaves no ghost', async () => {
  const [log, found] = slowLog()
  const { conversation, participants } = stage(log)
  const answers = [1, 2, 3].map(awarenessId => conversation.open({ ...open, awarenessId }))
  found()
  expect(await Promise.all(answers)).toMatchObject([
    { ok: false, reason: 'busy', retryInMs: 0 },
    { ok: false, reason: 'busy', retryInMs: 0 },
    { ok: true },
  ])
  expect(await participants()).toEqual([3])
  conversation.end()
  expect(await participants()).toEqual([])
})

it('does not come in when the document was closed, or the connection ended, while it was opened', async () => {
  for (const leave of ['close', 'end'] as const) {
    const [log, found] = slowLog()
    const { conversation, participants } = stage(log)
    const answer = conversation.open(open)
    conversation[leave](id)
    found()
    expect(await answer).toMatchObject({ ok: false, reason: 'busy' })
    expect(await participants()).toEqual([])
  }
})

it('counts the documents that are being opened: a connection has so many and no more', async () => {
  const [log, found] = slowLog()
  const { conversation } = stage(log)
  const answers = Array.from({ length: maxOpenDocuments + 5 }, (_, i) =>
    conversation.open({ ...open, documentId: `document-${i}` }),
  )
  found()
  const opened = (await Promise.all(answers)).filter(({ ok }) => ok)
  expect(opened).toHaveLength(maxOpenDocuments)
  expect(await conversation.open({ ...open, documentId: 'document-0' })).toMatchObject({ ok: true })
  conversation.close('document-0')
  expect(await conversation.open(open)).toMatchObject({ ok: true })
})

it('opens again after a failure of the log', async () => {
  let fails = true
  const state = async () => {
    if (fails) throw new Error('no luck')
    return { head: 0, clocks: new Map<number, number>() }
  }
  const { conversation } = stage(emptyLog({ state }))
  expect(await conversation.open(open)).toMatchObject({ ok: false, reason: 'storage' })
  fails = false
  expect(await conversation.open(open)).toMatchObject({ ok: true })
})

it('ends the session of an update that it failed to take by a fault of its own', async () => {
  const { conversation, rooms, heard, participants } = stage(emptyLog())
  const answer = await conversation.open(open)
  const room = await rooms.enter(id)
  if (room === undefined) throw new Error('no room')
  vi.spyOn(room, 'submit').mockImplementation(() => {
    throw new TypeError('a fault')
  })
  const doc = new Y.Doc()
  doc.getText('t').insert(0, 'word')
  conversation.update(encodeUpdate({ documentId: id, n: 1, update: Y.encodeStateAsUpdate(doc) }))
  expect(heard).toMatchObject([
    {
      event: 'refused',
      message: { documentId: id, session: answer.ok && answer.session, reason: 'storage' },
    },
  ])
  expect(await participants()).toEqual([])
})

it('leaves no ghost when the log cannot be read', async () => {
  let isAway = false
  const read: Log['read'] = async () => {
    if (isAway) throw new LogAway('the database does not answer')
    return { head: 0, updates: new Uint8Array() }
  }
  const { conversation, participants } = stage(emptyLog({ read }))
  isAway = true
  expect(await conversation.open(open)).toMatchObject({ ok: false, reason: 'storage' })
  expect(await participants()).toEqual([])
  isAway = false
  expect(await conversation.open(open)).toMatchObject({ ok: true })
  expect(await participants()).toEqual([1])
})
