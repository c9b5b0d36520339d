import 'fake-indexeddb/auto'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { until } from '../../e2e/support/until.ts'
import { type RefusalReason, refuse } from '../../protocol/index.ts'
import { openStage, type Peer } from './testing/peers.ts'

const stage = openStage()

/** Numbers below one that follow from a seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Moments at which somebody was told 'Saved' while the server lacked something of theirs. */
function watchFalsehoods(peer: Peer, falsehoods: string[]): void {
  const { doc, provider } = peer
  provider.on('status', ({ unsaved }) => {
    const here = Y.getState(doc.store, doc.clientID)
    const there = Y.getState(stage.server.document(stage.documentId).doc.store, doc.clientID)
    if (unsaved === 0 && there < here) falsehoods.push(`${there} of ${here}`)
  })
}

async function storm(seed: number): Promise<void> {
  const random = seeded(seed)
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)]
  const { server } = stage
  const falsehoods: string[] = []
  const join = (offline: boolean) => watchFalsehoods(stage.peer({ offline }), falsehoods)
  for (const offline of [true, true, false]) join(offline)
  const reasons: RefusalReason[] = ['storage', 'busy', 'resync', 'not-open']
  const happenings: [weight: number, happen: (peer: Peer) => unknown][] = [
    [
      40,
      peer => peer.type(Math.floor(random() * (peer.text.length + 1)), String(Math.floor(random() * 1000))),
    ],
    [15, ({ text, erase }) => text.length > 2 && erase(Math.floor(random() * (text.length - 2)), 2)],
    [2, peer => peer.type(0, 'large '.repeat(400))],
    [20, () => until(() => random() < 0.2, 'a moment')],
    [3, () => server.cut()],
    [2, () => server.sendAway()],
    [4, () => server.handOver(Math.floor(random() * 200))],
    [2, () => server.compact(stage.documentId)],
    [3, () => server.announceHead(stage.documentId)],
    [3, () => server.refusals.push(refuse(pick(reasons) ?? 'busy', { retryInMs: 10 }))],
    [4, () => (server.loses = () => random() < 0.3)],
    [2, () => (server.isMute = random() < 0.5)],
    [2, peer => (random() < 0.5 ? peer.provider.disconnect() : peer.provider.connect())],
    [2, peer => setTimeout(peer.provider.hold(), random() * 100)],
    [1, () => server.stop().then(() => server.start())],
    [1, reload],
  ]
  const deck = happenings.flatMap(([weight, happen]) => Array.from({ length: weight }, () => happen))
  for (let step = 0; step < 300; step++) {
    const happen = pick(deck)
    const peer = pick(stage.peers)
    if (happen !== undefined && peer !== undefined) await happen(peer)
  }

  async function reload(peer: Peer): Promise<void> {
    if (!peer.provider.status.keptOnDevice) return
    stage.peers.splice(stage.peers.indexOf(peer), 1)
    await peer.provider.destroy()
    join(true)
  }

  server.loses = () => false
  server.isMute = false
  server.refusals.length = 0
  for (const { provider } of stage.peers) provider.connect()
  // What was committed without a word is found by the next head.
  await until(() => {
    server.announceHead(stage.documentId)
    const waiting = stage.peers.filter(
      ({ provider: { status } }) => status.state !== 'live' || status.unsaved > 0,
    )
    if (waiting.length > 0) throw new Error(JSON.stringify(waiting.map(({ provider }) => provider.status)))
    return true
  }, 'everything to be saved')
  await stage.converge(server.text(stage.documentId))
  expect(falsehoods).toEqual([])
}

it.each([1, 2, 3, Date.now() % 1_000_000])('loses nothing and never lies in storm %i', storm, 60_000)
