import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import {
  type ClientToServer,
  encodeAwareness,
  encodeUpdate,
  type Opened,
  refuse,
  type ServerToClient,
} from '../../protocol/index.ts'
import type { Question } from '../access/access.ts'
import { allows } from '../access/roles.ts'
import type { Conversation } from './conversation.ts'
import { documentId, openStage } from './testing/stage.ts'
import { asks } from './what-events-ask.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

/** Fake time goes on only when it is told to. */
async function settled<T>(promise: Promise<T>): Promise<T> {
  await Promise.all([promise, pass(50)])
  return promise
}

/** 'a' by client 1, and a caret of awareness ID 11. */
const update = Uint8Array.of(1, 1, 1, 0, 4, 1, 1, 116, 1, 97, 0)
const more = Uint8Array.of(1, 1, 1, 1, 132, 1, 0, 1, 98, 0)
const caret = Uint8Array.of(1, 11, 1, 2, 123, 125)

/** What a client may say, of each event. */
const say: Record<keyof ClientToServer, (to: Conversation) => unknown> = {
  open: to => to.open({ documentId, after: 0, awarenessId: 11 }),
  missed: to => to.missed({ documentId, after: 0 }),
  update: to => to.update(encodeUpdate({ documentId, n: 1, update })),
  awareness: to => to.awareness(encodeAwareness(documentId, caret)),
  profile: to => to.profile({ name: 'Mallory', color: '#000000' }),
  close: to => to.close(documentId),
  chatPage: to => to.chat.page({ documentId }),
  chatSince: to => to.chat.since({ documentId, after: 0 }),
  chatPost: to => to.chat.post({ documentId, id: 'a-message-of-hers', text: 'psst' }),
  chatReact: to => to.chat.react({ documentId, n: 1, emoji: '👍', isOn: true }),
  chatRead: to => to.chat.read({ documentId, n: 1 }),
  echo: () => undefined,
}
const isMallory = ({ caller }: Question) => caller.login === 'mallory'
const events = Object.keys(asks) as (keyof ClientToServer)[]

/** Somebody on a node, whom a test lets in or not; and Ann beside them, who sees what comes through. */
async function annAndMallory() {
  const stage = openStage()
  const node = stage.node('node')
  const ann = node.enter('ann')
  await settled(ann.open())
  const heard: { event: keyof ServerToClient; message: unknown }[] = []
  let cut = false
  const mallory = node.connect({
    id: 'mallory',
    emit: (event, ...[message]) => void heard.push({ event, message }),
    cut: () => {
      cut = true
    },
  })
  const answerTo = async (event: keyof ClientToServer) => {
    const answer = say[event](mallory)
    await pass(400)
    return answer
  }
  return { stage, node, ann, mallory, heard, answerTo, isCut: () => cut }
}

it.each(events)(
  'answers nothing to "%s" where somebody may do nothing, and lets nobody hear of it',
  async event => {
    const { stage, node, ann, heard, answerTo } = await annAndMallory()
    node.permits.answer = () => refuse('unknown-document')
    const reads = stage.log.reads
    expect(await answerTo('open')).toEqual({ ok: false, reason: 'unknown-document' })
    const answer = await answerTo(event)
    if (answer !== undefined) expect(answer).toMatchObject({ ok: false })
    expect(stage.log).toMatchObject({ reads, updates: [] })
    expect(stage.chat.calls).toBe(0)
    expect(heard.filter(({ event }) => event !== 'refused')).toEqual([])
    expect(ann).toMatchObject({ names: ['ann'], text: '' })
    expect(node.permits.held).toBe(1)
  },
)

it.each(events)('takes no "%s" from whose permit has ended in the middle of a session', async event => {
  const { stage, node, ann, heard, answerTo } = await annAndMallory()
  expect(await answerTo('open')).toMatchObject({ ok: true })
  node.permits.answer = () => refuse('unknown-document')
  node.permits.end('removed', isMallory)
  await pass(400)
  expect(ann.names).toEqual(['ann'])
  const reads = stage.log.reads
  const told = heard.length
  const answer = await answerTo(event)
  if (answer !== undefined) expect(answer).toMatchObject({ ok: false })
  expect(heard.slice(told)).toEqual([])
  expect(stage.log).toMatchObject({ reads, updates: [] })
  expect(stage.chat.calls).toBe(0)
  expect(ann).toMatchObject({ names: ['ann'], text: '' })
})

it.each(['owner', 'editor', 'commenter', 'viewer'] as const)(
  'lets whoever is %s do what the table says',
  async role => {
    const { stage, node, ann, heard, answerTo } = await annAndMallory()
    node.permits.answer = () => role
    expect(await answerTo('open')).toMatchObject({ ok: true, role })
    expect(await answerTo('missed')).toMatchObject({ ok: true })
    const mayChat = allows(role, 'chat')
    expect(await answerTo('chatPost')).toMatchObject(mayChat ? { ok: true } : { reason: 'forbidden' })
    expect(await answerTo('chatReact')).toMatchObject({ ok: false, reason: 'forbidden' })
    expect(stage.chat.messages.map(({ text, name }) => [text, name])).toEqual(
      mayChat ? [['psst', 'mallory']] : [],
    )
    for (const event of ['chatPage', 'chatSince'] as const)
      expect(await answerTo(event)).toMatchObject({ ok: true, head: mayChat ? 1 : 0 })
    await answerTo('awareness')
    expect(ann.awareness.getStates().has(11)).toBe(true)
    const { session } = [...ann.roster.values()].find(({ awarenessId }) => awarenessId === 11) ?? {}
    await answerTo('update')
    const mayWrite = allows(role, 'write')
    expect(stage.log.updates).toHaveLength(mayWrite ? 1 : 0)
    expect(ann.text).toBe(mayWrite ? 'a' : '')
    expect(heard.filter(({ event }) => event === 'refused').map(({ message }) => message)).toEqual(
      mayWrite ? [] : [{ documentId, session, reason: 'forbidden', detail: `a ${role} cannot write` }],
    )
  },
)

it('takes the right to write from somebody in the middle of a session, tells everybody on all nodes, and gives it back', async () => {
  const { stage, node, ann, mallory, heard, answerTo } = await annAndMallory()
  const bob = stage.node('another').enter('bob')
  await settled(bob.open())
  const answer = await settled(mallory.open({ documentId, after: 0, awarenessId: 11 }))
  const session = answer.ok ? answer.session : 0
  const roles = () => [ann, bob].map(({ roster }) => roster.get(session)?.role)
  expect(roles()).toEqual(['editor', 'editor'])

  node.permits.change('viewer', isMallory)
  await pass(50)
  expect(heard.filter(({ event }) => event === 'role')).toEqual([
    { event: 'role', message: { documentId, session, role: 'viewer' } },
  ])
  expect(roles()).toEqual(['viewer', 'viewer'])
  node.permits.change('editor', isMallory)
  await pass(50)
  expect(roles()).toEqual(['editor', 'editor'])
  await answerTo('update')
  expect([ann.text, bob.text]).toEqual(['a', 'a'])

  node.permits.change('commenter', isMallory)
  mallory.update(encodeUpdate({ documentId, n: 2, update: more }))
  await pass(400)
  expect(stage.log.updates).toHaveLength(1)
  expect(heard.at(-1)).toMatchObject({ event: 'refused', message: { session, reason: 'forbidden' } })
  expect(roles()).toEqual([undefined, undefined])
})

it('keeps what was taken before the right to write was', async () => {
  const { stage, node, ann, mallory, answerTo } = await annAndMallory()
  await answerTo('open')
  const goOn = stage.log.holdCommits()
  mallory.update(encodeUpdate({ documentId, n: 1, update }))
  node.permits.change('viewer', isMallory)
  goOn()
  await pass(50)
  expect(ann.text).toBe('a')
})

it.each(['removed', 'link-withdrawn', 'trashed', 'deleted', 'signed-out', 'expired'] as const)(
  'ends a session with its cause when somebody may not be there any more (%s)',
  async cause => {
    const { node, ann, heard, mallory } = await annAndMallory()
    const answer = await settled(mallory.open({ documentId, after: 0, awarenessId: 11 }))
    node.permits.end(cause, isMallory)
    expect(heard.at(-1)).toEqual({
      event: 'refused',
      message: { documentId, session: answer.ok && answer.session, reason: 'forbidden', cause },
    })
    await pass(400)
    expect(ann.names).toEqual(['ann'])
    expect(node.permits.held).toBe(1)
  },
)

it('ends a session of which nobody can say whether it may go on, and says when to come back', async () => {
  const { node, ann, heard, mallory } = await annAndMallory()
  const answer = await settled(mallory.open({ documentId, after: 0, awarenessId: 11 }))
  node.permits.doubt(refuse('storage', { retryInMs: 2_000 }), isMallory)
  expect(heard.at(-1)).toEqual({
    event: 'refused',
    message: { documentId, session: answer.ok && answer.session, reason: 'storage', retryInMs: 2_000 },
  })
  await pass(400)
  expect(ann.names).toEqual(['ann'])
  expect(node.permits.held).toBe(1)
})

it('cuts the connection of whoever has signed out, once it has been told, and opens nothing on it until then', async () => {
  const { node, mallory, heard, isCut } = await annAndMallory()
  const other = { documentId: 'another-document', after: 0, awarenessId: 11 }
  await settled(mallory.open({ ...other, documentId }))
  await settled(mallory.open(other))
  node.permits.end('signed-out', isMallory)
  expect(heard.filter(({ event }) => event === 'refused')).toHaveLength(2)
  expect(isCut()).toBe(false)
  const held = node.permits.held
  expect(await mallory.open(other)).toEqual({ ok: false, reason: 'busy', retryInMs: 0 })
  expect(node.permits.held).toBe(held)
  await vi.waitFor(() => expect(isCut()).toBe(true))
})

it('does not let in whose right ended while the document was opened, and holds no permit for them', async () => {
  const { node, mallory } = await annAndMallory()
  const document = { documentId: 'another-document', after: 0, awarenessId: 11 }
  const answer = mallory.open(document)
  await vi.waitFor(() => expect(node.permits.held).toBe(2))
  node.permits.end('removed', isMallory)
  await pass(50)
  expect(await answer).toEqual({ ok: false, reason: 'unknown-document' })
  expect(node.permits.held).toBe(1)
})

it.each(['close', 'end'] as const)('gives the permit back when a session ends by "%s"', async leave => {
  const { node, mallory, answerTo } = await annAndMallory()
  await answerTo('open')
  expect(node.permits.held).toBe(2)
  mallory[leave](documentId)
  expect(node.permits.held).toBe(1)
})

it('asks with the key of the link by which somebody came', async () => {
  const { node, mallory } = await annAndMallory()
  await settled(mallory.open({ documentId, after: 0, awarenessId: 11, link: 'a-key' }))
  expect(node.permits.asked.at(-1)).toMatchObject({
    documentId,
    linkKey: 'a-key',
    caller: { login: 'mallory' },
  })
})

it('keeps waiting what is written while nobody knows who may, and takes it in its order when it is known', async () => {
  const { stage, node, ann, mallory, answerTo } = await annAndMallory()
  await answerTo('open')
  node.isBlind = true
  mallory.update(encodeUpdate({ documentId, n: 1, update }))
  await pass(5_000)
  node.isBlind = false
  mallory.update(encodeUpdate({ documentId, n: 2, update: more }))
  expect(stage.log.updates).toEqual([])
  await pass(500)
  expect(stage.log.updates.map(({ n }) => n)).toEqual([1, 2])
  expect(ann.text).toBe('ab')
  expect(node.permits.held).toBe(2)
})

it.each(['close', 'end'] as const)(
  'keeps also what was sent before somebody left by "%s" meanwhile',
  async leave => {
    const { stage, node, mallory, answerTo } = await annAndMallory()
    await answerTo('open')
    node.isBlind = true
    mallory.update(encodeUpdate({ documentId, n: 1, update }))
    mallory[leave](documentId)
    node.isBlind = false
    await pass(500)
    expect(stage.log.updates).toHaveLength(1)
  },
)

it('keeps what waits in the room that it was written in, though everybody has left', async () => {
  const { stage, node, ann, mallory, answerTo } = await annAndMallory()
  await answerTo('open')
  node.isBlind = true
  mallory.update(encodeUpdate({ documentId, n: 1, update }))
  mallory.end()
  ann.leave()
  const room = await settled(node.rooms.enter(documentId))
  await pass(12_000)
  expect(await settled(node.rooms.enter(documentId))).toBe(room)
  node.isBlind = false
  await pass(500)
  expect(stage.log.updates).toHaveLength(1)
  await pass(12_000)
  expect(await settled(node.rooms.enter(documentId))).not.toBe(room)
})

it('takes nothing that was written while nobody knew, where it turns out that one may not', async () => {
  const { stage, node, heard, mallory, answerTo } = await annAndMallory()
  const answer = (await answerTo('open')) as Opened
  const { session } = answer
  node.isBlind = true
  mallory.update(encodeUpdate({ documentId, n: 1, update }))
  await pass(1_000)
  // The store knows before the permit does.
  node.permits.answer = () => refuse('unknown-document')
  node.isBlind = false
  await pass(500)
  node.permits.end('removed', isMallory)
  await pass(5_000)
  expect(stage.log.updates).toEqual([])
  expect(heard.filter(({ event }) => event === 'refused')).toEqual([
    { event: 'refused', message: { documentId, session, reason: 'forbidden', cause: 'removed' } },
  ])
})

it('takes nothing that comes between the change that took a right and the permit that hears of it', async () => {
  const { stage, node, heard, mallory, answerTo } = await annAndMallory()
  await answerTo('open')
  node.permits.answer = () => refuse('unknown-document')
  node.permits.isInDoubt = true
  mallory.update(encodeUpdate({ documentId, n: 1, update }))
  node.permits.end('removed', isMallory)
  node.permits.isInDoubt = false
  await pass(5_000)
  expect(stage.log.updates).toEqual([])
  expect(heard.map(({ event }) => event)).toEqual(['refused'])
})

it('takes in its order what was written in doubt, where the change meant nothing to who wrote', async () => {
  const { stage, node, heard, mallory, answerTo } = await annAndMallory()
  await answerTo('open')
  node.permits.isInDoubt = true
  mallory.update(encodeUpdate({ documentId, n: 1, update }))
  node.permits.isInDoubt = false
  mallory.update(encodeUpdate({ documentId, n: 2, update: more }))
  await pass(500)
  expect(stage.log.updates.map(({ n }) => n)).toEqual([1, 2])
  expect(heard.filter(({ event }) => event === 'refused')).toEqual([])
})

it('refuses what is written where nobody finds out for long who may, or too much of it', async () => {
  const { stage, node, heard, mallory, answerTo } = await annAndMallory()
  await answerTo('open')
  node.isBlind = true
  mallory.update(encodeUpdate({ documentId, n: 1, update }))
  await pass(29_000)
  expect(heard.filter(({ event }) => event === 'refused')).toEqual([])
  await pass(2_000)
  expect(heard.at(-1)).toMatchObject({ event: 'refused', message: { reason: 'storage', retryInMs: 2_000 } })
  await answerTo('open')
  for (let n = 1; n <= 1_001; n++) mallory.update(encodeUpdate({ documentId, n, update }))
  expect(heard.at(-1)).toMatchObject({ event: 'refused', message: { reason: 'storage', retryInMs: 2_000 } })
  node.isBlind = false
  await pass(5_000)
  expect(stage.log.updates).toEqual([])
})
