import { Encoder as Original } from 'socket.io-parser'
import { expect, it } from 'vitest'
import { frameEvents } from './events.ts'
import { Decoder, Encoder, PacketType } from './one-frame-parser.ts'

const event = (...data: unknown[]) => ({ type: PacketType.EVENT, nsp: '/', data })

/** What a decoder makes of these chunks. */
function decodeAll(chunks: readonly unknown[]): unknown[] {
  const packets: unknown[] = []
  const decoder = new Decoder()
  decoder.on('decoded', (packet: unknown) => packets.push(packet))
  for (const chunk of chunks) decoder.add(chunk)
  return packets
}

it.each(frameEvents)('sends %s as one packet, one byte longer than its frame', name => {
  const chunks = new Encoder().encode(event(name, Uint8Array.of(1, 2, 3)))
  expect(chunks).toEqual([Uint8Array.of(frameEvents.indexOf(name), 1, 2, 3)])
  expect(decodeAll(chunks)).toEqual([event(name, Uint8Array.of(1, 2, 3))])
})

it.each([
  [event('presence', { joined: [] })],
  [event('update', 'not bytes')],
  [{ ...event('update', Uint8Array.of(1)), id: 4 }],
  [{ ...event('update', Uint8Array.of(1)), nsp: '/other' }],
  [event('blob', Uint8Array.of(1))],
])('leaves everything else to the original: %o', packet => {
  const copy = () => structuredClone(packet)
  expect(new Encoder().encode(copy())).toEqual(new Original().encode(copy()))
})

it('still gathers the attachments of an ordinary binary event', () => {
  const [header, attachment] = new Encoder().encode(event('open', { stateVector: Buffer.of(0, 9, 9) }))
  expect(decodeAll([header, attachment])).toMatchObject([
    { data: ['open', { stateVector: Buffer.of(0, 9, 9) }] },
  ])
})

it('counts the members also of what comes in pieces', () => {
  const attachment = { _placeholder: true, num: 0 }
  const header = (members: number) => `51-${JSON.stringify(['x', attachment, ...Array(members - 2).fill(0)])}`
  expect(decodeAll([header(8), Buffer.of(1)])).toHaveLength(1)
  expect(() => decodeAll([header(9), Buffer.of(1)])).toThrow('too many members')
})

it('takes an ArrayBuffer, as browsers deliver one', () => {
  expect(decodeAll([Uint8Array.of(1, 7).buffer])).toEqual([event('updates', Uint8Array.of(7))])
})

it.each([
  ['an unknown event', Uint8Array.of(200, 1)],
  ['no bytes at all', new Uint8Array()],
  ['neither text nor bytes', { some: 'object' }],
  ['a reserved event in text', '2["connect"]'],
  ['a negative count of attachments', '5-1-["open"]'],
  ['an event of so many members that a call could not take them', `2[${'"x",'.repeat(200_000)}"x"]`],
  ['an answer of as many', `30[${'1,'.repeat(200_000)}1]`],
])('throws on %s, which ends the connection', (_what, chunk) => {
  expect(() => decodeAll([chunk])).toThrow()
})
