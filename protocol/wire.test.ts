import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import * as chat from './chat.ts'
import { frameEvents } from './events.ts'
import * as frames from './frames.ts'
import * as messages from './messages.ts'
import { refusalReasons } from './refusal.ts'
import { protocolVersion } from './version.ts'

/** The wire of each version that was ever released. A change of the wire raises `protocolVersion` and adds a line. */
const fingerprints: Record<number, string> = {
  1: 'c560bfa8e3f348ac58f567f5960f3a2d1041854449524a81e821078f281affee',
  2: 'c97283a1b92c18d936189878e4ec4026bbb71206e2fe28e88c8f43aa2836cee2',
}

const update = Uint8Array.of(1, 2, 3)
const goldenFrames = [
  frames.encodeUpdate({ documentId: 'document', n: 300, update }),
  frames.encodeUpdates('document', [{ seq: 7, session: 4_000_000_000, n: 300, update }]),
  frames.encodeSaved({ documentId: 'document', session: 5, n: 6, seq: 7 }),
  frames.encodeHead('document', 70_000),
  frames.encodeAwareness('document', update),
].map(frame => Buffer.from(frame).toString('hex'))

/** Schemas as data: their nested types, names, literals and bounds; functions say nothing here. */
function shapesOf(schemas: object): string {
  const named = Object.entries(schemas).filter(([name]) => name.endsWith('Schema'))
  return JSON.stringify(named, (_key, value: unknown) => (value instanceof RegExp ? String(value) : value))
}

it('changes the wire only together with its version', () => {
  const wire = JSON.stringify([frameEvents, refusalReasons, shapesOf(messages), goldenFrames])
  expect(createHash('sha256').update(wire).digest('hex')).toBe(fingerprints[protocolVersion])
})

/** Events that a peer of the same version may lack, and never hears of then. */
const chatFingerprint = 'ffa8eba124dfd3c0524422914f250bee5d797a0cca20a1879d60042d209fcbb3'

it('changes the wire of the chat knowingly', () => {
  expect(createHash('sha256').update(shapesOf(chat)).digest('hex')).toBe(chatFingerprint)
})
