import { expect, it } from 'vitest'
import { decodeMessage, encodeMessage, type RelayMessage } from './messages.ts'
import { newSid, ownerOf, sidIn } from './sid.ts'

const messages: RelayMessage[] = [
  {
    type: 'request',
    from: 'node',
    id: 2 ** 40,
    method: 'POST',
    url: '/socket.io/?EIO=4&sid=ä',
    headers: [
      ['Host', 'quire.example'],
      ['Set-Cookie', ['a=1', '', 'b=2']],
      ['X-Empty', ''],
      ['X-None', []],
    ],
    remoteAddress: '::1',
    bodyEnd: 'too-large',
    body: new Uint8Array([0, 255, 128]),
  },
  {
    type: 'answer',
    id: 0,
    status: 200,
    statusMessage: 'OK',
    headers: [['a', 'b']],
    size: 7,
    body: new Uint8Array(3),
  },
  { type: 'abort', from: 'node', id: 3 },
  { type: 'release', from: 'node', id: 4 },
  { type: 'more', from: 'node', id: 5 },
  { type: 'part', id: 6, body: new Uint8Array([1]) },
  { type: 'cut', id: 7 },
]

it.each(messages)('carries $type over Redis unchanged', message => {
  expect(decodeMessage(encodeMessage(message))).toEqual(message)
})

it('takes nothing cut short or made up for a message', () => {
  for (const bytes of [[], [0], [9, 1], [0, 1, 200], [1, 5, 200]]) {
    expect(() => decodeMessage(new Uint8Array(bytes)), String(bytes)).toThrow()
  }
})

it('names the node in a session id, never twice the same', () => {
  const [one, two] = [newSid('node-of-ours'), newSid('node-of-ours')]
  expect(one).not.toBe(two)
  expect([one, two].map(ownerOf)).toEqual(['node-of-ours', 'node-of-ours'])
})

it('finds the session id that Engine.IO finds', () => {
  expect(sidIn('/socket.io/?sid=a&EIO=4&sid=b%2Ec')).toBe('b.c')
  expect(sidIn('/socket.io/?EIO=4')).toBe(undefined)
})
