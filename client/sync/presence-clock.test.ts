import { afterAll, expect, it, vi } from 'vitest'
import { Roster } from './roster.ts'

// Before Yjs' library takes the clock that it goes by.
vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] })
const Y = await import('yjs')
const { Awareness, encodeAwarenessUpdate } = await import('y-protocols/awareness')
const { Presence } = await import('./presence.ts')
afterAll(() => void vi.useRealTimers())

const dayInMs = 24 * 60 * 60 * 1000

/** Ann, who hears of Bob's caret. */
function annAndBob() {
  const [ann, bob] = [new Awareness(new Y.Doc()), new Awareness(new Y.Doc())]
  const presence = new Presence({ awareness: ann, origin: 'the server', changed: () => {} })
  const roster = new Roster()
  const profile = { name: 'Bob', color: '#336699' }
  const joined = [{ session: 2, awarenessId: bob.clientID, profile, role: 'editor' as const }]
  roster.begin(joined)
  presence.begin({ session: 1, roster, send: () => {} })
  bob.setLocalState({ caret: 7 })
  bob.setLocalState({ caret: 7 })
  presence.receive(encodeAwarenessUpdate(bob, [bob.clientID]))
  const caret = () => ann.getStates().get(bob.clientID)?.caret
  const leave = () => presence.heard(roster.hear({ documentId: 'a-document', joined: [], left: [2] }))
  return { caret, leave }
}

it.each([
  ['jumps by a day', dayInMs],
  ['jumps back by a day', -dayInMs],
])('keeps the caret of somebody who does not move while the clock %s', (_, offsetInMs) => {
  const { caret, leave } = annAndBob()
  expect(caret()).toBe(7)
  vi.setSystemTime(Date.now() + offsetInMs)
  vi.advanceTimersByTime(4_000)
  expect(caret()).toBe(7)
  vi.advanceTimersByTime(60_000)
  expect(caret()).toBe(7)
  leave()
  expect(caret()).toBe(undefined)
})
