import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it, onTestFinished, vi } from 'vitest'
import * as Y from 'yjs'
import { encodeUpdate, type Open, type Opened, type Refused } from '../../protocol/index.ts'
import type { Peer } from './peer.ts'
import { documentId, openStage, type Stage, type TestNode } from './testing/stage.ts'

vi.setConfig({ testTimeout: 30_000 })

const until = <T>(condition: () => T) => vi.waitUntil(condition, { timeout: 10_000, interval: 5 })

let awarenessIds = 1_000

/** One session of a client, which says under which client ID it writes; no manners, no Y.Doc of its own. */
async function sessionOn(
  node: TestNode,
  name: string,
  open: Partial<Open> = {},
  as: Parameters<TestNode['connect']>[1] = {},
) {
  const refusals: Refused[] = []
  const saved: unknown[] = []
  const emit: Peer['emit'] = (event, ...[message]) => {
    if (event === 'refused') refusals.push(message as Refused)
    if (event === 'saved') saved.push(message)
  }
  const conversation = node.connect({ id: name, emit }, as)
  onTestFinished(() => conversation.end())
  const answer = await conversation.open({ documentId, after: 0, awarenessId: ++awarenessIds, ...open })
  if (!answer.ok) throw new Error(answer.reason)
  let n = 0
  return {
    opened: answer satisfies Opened,
    session: answer.session,
    refusals,
    /** What it was told is saved, though it did not come back to it. */
    saved,
    leave: () => conversation.end(),
    send: (update: Uint8Array) => conversation.update(encodeUpdate({ documentId, n: ++n, update })),
    whenRefused: () => until(() => refusals.at(-1)?.reason),
  }
}

/** What somebody writes under a client ID of their own choosing. */
function writingUnder(client: number, seen?: Y.Doc) {
  const doc = new Y.Doc()
  if (seen !== undefined) Y.applyUpdate(doc, Y.encodeStateAsUpdate(seen))
  doc.clientID = client
  return {
    doc,
    type: (words: string) => {
      const before = Y.encodeStateVector(doc)
      doc.getText('t').insert(doc.getText('t').length, words)
      return Y.encodeStateAsUpdate(doc, before)
    },
  }
}

async function textOf({ log }: Stage, length: number): Promise<string> {
  await until(() => log.updates.length >= length)
  const doc = new Y.Doc()
  for (const { update } of log.updates) Y.applyUpdate(doc, update)
  return doc.getText('t').toString()
}

it('RELIABILITY 23: takes nothing under the client ID of somebody else, on any node, and tells who wrote what', async () => {
  const stage = openStage()
  const [here, there] = [stage.node('here'), stage.node('there')]
  const ann = await sessionOn(here, 'ann')
  const words = writingUnder(7)
  ann.send(words.type('ann. '))
  expect(await textOf(stage, 1)).toBe('ann. ')
  for (const node of [here, there]) {
    const mallory = await sessionOn(node, 'mallory')
    mallory.send(writingUnder(7, words.doc).type('forged'))
    expect(await mallory.whenRefused()).toBe('fork')
  }
  ann.send(words.type('ann again. '))
  const bob = await sessionOn(there, 'bob')
  bob.send(writingUnder(8).type('bob. '))
  expect(await textOf(stage, 3)).toMatch(/^(ann. ann again. bob. |bob. ann. ann again. )$/)
  expect(ann.refusals).toEqual([])
  const authors = await stage.log.authors(documentId)
  expect([...authors.keys()].sort()).toEqual([7, 8])
  expect(authors.get(7)).not.toBe(authors.get(8))
})

it('trims what somebody sends of others that the log has, and takes the rest', async () => {
  const stage = openStage()
  const node = stage.node('here')
  const words = writingUnder(7)
  const ann = await sessionOn(node, 'ann')
  ann.send(words.type('ann. '))
  await textOf(stage, 1)
  const bob = await sessionOn(node, 'bob')
  const both = writingUnder(8, words.doc)
  both.type('bob. ')
  bob.send(Y.encodeStateAsUpdate(both.doc))
  expect(await textOf(stage, 2)).toBe('ann. bob. ')
  expect(bob.refusals).toEqual([])
})

it('lets an author go on in another session, on another node', async () => {
  const stage = openStage()
  const words = writingUnder(7)
  const first = await sessionOn(stage.node('here'), 'ann', { client: 7 })
  first.send(words.type('one '))
  await textOf(stage, 1)
  const sent = [{ session: first.session, clock: 4 }]
  const second = await sessionOn(stage.node('there'), 'ann', { client: 7, sent })
  // It does not know whether the first was saved.
  second.send(Y.encodeStateAsUpdate(words.doc))
  second.send(words.type('two '))
  expect(await textOf(stage, 2)).toBe('one two ')
  expect(second.refusals).toEqual([])
})

it('refuses nobody where an author sends again on another node what the first is about to save', async () => {
  const stage = openStage()
  const [here, there] = [stage.node('here'), stage.node('there')]
  const words = writingUnder(7)
  const first = await sessionOn(here, 'ann', { client: 7 })
  first.send(words.type('a'))
  await textOf(stage, 1)
  const sent = [{ session: first.session, clock: 2 ** 31 }]
  const second = await sessionOn(there, 'ann', { client: 7, sent })
  const bob = await sessionOn(there, 'bob', { client: 8 })
  const bobs = writingUnder(8)
  let release = stage.log.holdCommits()
  const again = words.type('a')
  first.send(again)
  second.send(again)
  release()
  await textOf(stage, 2)
  // What both send from now on is on its way for a while.
  release = stage.log.holdCommits()
  for (let letters = 0; letters < 10; letters++) {
    second.send(words.type('a'))
    bob.send(bobs.type('b'))
    // Each in a turn of its own.
    await nextTurn()
  }
  release()
  expect(await textOf(stage, 22)).toHaveLength(22)
  expect([second, bob].flatMap(({ refusals }) => refusals)).toEqual([])
})

it('calls nothing saved that was trimmed for the sake of what never got into the log', async () => {
  let lost = 0
  for (let round = 0; round < 8; round++) {
    const stage = openStage()
    const [here, there] = [stage.node('here'), stage.node('there')]
    const first = await sessionOn(here, 'ann', { client: 7 })
    const mallory = await sessionOn(there, 'mallory')
    const release = stage.log.holdCommits()
    const words = writingUnder(7).type('mine. ')
    // Both have the ID for themselves, as far as their nodes know.
    const theirs = writingUnder(7).type('theirs. ')
    if (round % 2 === 0) mallory.send(theirs)
    first.send(words)
    if (round % 2 === 1) mallory.send(theirs)
    const sent = [{ session: first.session, clock: 6 }]
    const again = await sessionOn(here, 'ann', { client: 7, sent })
    again.send(words)
    release()
    await until(() => again.refusals.length > 0 || again.saved.length > 0)
    const text = await textOf(stage, 1)
    if (text === 'theirs. ') {
      lost++
      expect(again.saved).toEqual([])
      expect(again.refusals.map(({ reason }) => reason)).toEqual(['fork'])
    } else expect(text).toBe('mine. ')
  }
  expect(lost).toBeGreaterThan(0)
})

it('RELIABILITY 19: finds a copy of a client that writes where the other has written', async () => {
  const stage = openStage()
  const [here, there] = [stage.node('here'), stage.node('there')]
  const original = writingUnder(7)
  const first = await sessionOn(here, 'ann', { client: 7 })
  first.send(original.type('before. '))
  await textOf(stage, 1)
  const copy = writingUnder(7, original.doc)
  first.send(original.type('original. '))
  await textOf(stage, 2)
  for (const node of [here, there]) {
    // It was copied when the first had sent this much, and has written something else since.
    const sent = [{ session: first.session, clock: 8 }]
    const second = await sessionOn(node, 'ann', { client: 7, sent })
    second.send(copy.type('copy. '))
    expect(await second.whenRefused()).toBe('fork')
  }
  first.send(original.type('more. '))
  expect(await textOf(stage, 3)).toBe('before. original. more. ')
})

it('RELIABILITY 19: takes one of two contents under the same client ID and clock, when two nodes get them at once', async () => {
  for (let round = 0; round < 8; round++) {
    const stage = openStage()
    const nodes = [stage.node('here'), stage.node('there')]
    const before = writingUnder(7)
    const sessions = await Promise.all(nodes.map(node => sessionOn(node, 'ann', { client: 7 })))
    const others = await Promise.all(nodes.map((node, i) => sessionOn(node, `other ${i}`)))
    const copies = sessions.map((session, i) => {
      const copy = writingUnder(7, before.doc)
      session.send(copy.type(`copy ${i}. `))
      return copy
    })
    // Who writes beside them is told of nothing.
    others.map((other, i) => other.send(writingUnder(100 + i).type(`other ${i}. `)))
    const lost = await until(() => sessions.find(({ refusals }) => refusals.length > 0))
    expect(lost.refusals.map(({ reason }) => reason)).toEqual(['fork'])
    const won = sessions.find(session => session !== lost)
    won?.send(copies[sessions.indexOf(won)]?.type('more. ') ?? new Uint8Array(2))
    const text = await textOf(stage, 4)
    expect(text.match(/copy/g)).toHaveLength(1)
    expect(text.match(/other/g)).toHaveLength(2)
    expect(text).toContain('more.')
    expect([...others, won].flatMap(session => session?.refusals ?? [])).toEqual([])
  }
})

it('RELIABILITY 23: lets nobody be seen under the awareness ID of somebody else, on any node', async () => {
  const stage = openStage()
  const [here, there] = [stage.node('here'), stage.node('there')]
  const ann = await sessionOn(here, 'ann', { awarenessId: 11 })
  for (const node of [here, there]) {
    await expect(sessionOn(node, 'mallory', { awarenessId: 11 })).rejects.toThrow('busy')
  }
  expect(ann.refusals).toEqual([])
  // Whoever comes back may find their own session there still.
  for (const node of [here, there]) await sessionOn(node, 'ann', { awarenessId: 11 })
})

const nameless = { isNameless: true }

it('takes two programs of which it knows nothing for two, and lets one go on that comes back', async () => {
  const stage = openStage()
  const node = stage.node('here')
  const words = writingUnder(7)
  const first = await sessionOn(node, 'one', { client: 7 }, nameless)
  first.send(words.type('one '))
  await textOf(stage, 1)
  const sent = [{ session: first.session, clock: 2 ** 31 }]
  // Also whoever says that they are the one who is there still.
  for (const said of [{}, { client: 7, sent }]) {
    const other = await sessionOn(node, 'other', said, nameless)
    other.send(writingUnder(7, words.doc).type('forged'))
    expect(await other.whenRefused()).toBe('fork')
  }
  first.leave()
  const again = await sessionOn(stage.node('there'), 'again', { client: 7, sent }, nameless)
  again.send(Y.encodeStateAsUpdate(words.doc))
  again.send(words.type('two '))
  expect(await textOf(stage, 2)).toBe('one two ')
  expect([...first.refusals, ...again.refusals]).toEqual([])
})

it('gives nobody who is known what programs of version 1 write, nor them what is somebody’s', async () => {
  const stage = openStage()
  const node = stage.node('here')
  const words = writingUnder(7)
  const old = await sessionOn(node, 'old', {}, { ...nameless, version: 1 })
  old.send(words.type('old '))
  await textOf(stage, 1)
  for (const as of [{}, nameless]) {
    const other = await sessionOn(node, 'other', {}, as)
    other.send(writingUnder(7, words.doc).type('forged'))
    expect(await other.whenRefused()).toBe('fork')
  }
  const ann = await sessionOn(node, 'ann')
  const anns = writingUnder(8)
  ann.send(anns.type('ann '))
  await textOf(stage, 2)
  old.send(writingUnder(8, anns.doc).type('forged'))
  expect(await old.whenRefused()).toBe('malformed')
  // They cannot say who they are, and come back as before.
  const again = await sessionOn(node, 'again', {}, { ...nameless, version: 1 })
  again.send(words.type('again '))
  await textOf(stage, 3)
  expect(again.refusals).toEqual([])
  expect((await stage.log.authors(documentId)).get(7)).toBe('anyone')
})
