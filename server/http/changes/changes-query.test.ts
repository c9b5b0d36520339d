import { expect, it } from 'vitest'
import { placeOf, readChangesQuery } from './changes-query.ts'

const place = (raw: Record<string, string>, headers: Record<string, string> = {}) => {
  const query = readChangesQuery(raw)
  if (query === undefined) throw new Error('it could not be understood')
  return placeOf(query, headers, 'now').after
}

it('goes on where a stream was cut, and begins anew where that was in a log that is over', () => {
  const cut = { 'last-event-id': '7' }
  expect(place({ feed: 'sse', after: '3' }, cut)).toBe(7)
  expect(place({ feed: 'sse', after: '3', epoch: 'now' }, cut)).toBe(7)
  expect(place({ feed: 'sse', after: '3', epoch: 'before' }, cut)).toBe(0)
  // Of a number that it cannot have had from here, nothing is believed.
  expect(place({ feed: 'sse', after: '3' }, { 'last-event-id': 'seven' })).toBe(3)
  expect(place({ feed: 'longpoll', after: '3' }, cut)).toBe(3)
})
