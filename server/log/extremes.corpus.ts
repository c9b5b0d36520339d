import { maxUpdateBytes } from '../../protocol/limits.ts'
import { kinds } from './skip-content.ts'
import {
  all,
  behind,
  byte,
  bytes,
  inRoot,
  inType,
  type Part,
  ranges,
  string,
  uints,
  update,
} from './update-bytes.corpus.ts'
import { maxClient, maxClients, maxNesting, maxStructs } from './update-limits.ts'

export interface Extreme {
  update: Uint8Array
  /** Of the log that it is offered to. */
  clocks: ReadonlyMap<number, number>
}

const room = maxUpdateBytes - 100
const letter = string('a')

/** The largest and slowest that the limits allow, each in its own way; built when asked for. */
export const extremes: Record<string, () => Extreme> = {
  'a text': () => one(kinds.string, string('a'.repeat(room))),
  'a text in Korean': () => one(kinds.string, string('한'.repeat(room / 3))),
  'a text of emoji': () => one(kinds.string, string('😀'.repeat(room / 4))),
  'small values': () =>
    one(
      kinds.any,
      all(
        uints(room),
        times(room, () => byte(126)),
      ),
    ),
  'keys of one object': () =>
    one(
      kinds.any,
      all(
        uints(1),
        byte(118),
        uints(room >> 1),
        times(room >> 1, () => byte(0, 126)),
      ),
    ),
  'values in 32 arrays': () =>
    one(
      kinds.any,
      all(
        uints(1),
        times(maxNesting - 1, () => byte(117, 1)),
        byte(117),
        uints(room - 80),
        times(room - 80, () => byte(126)),
      ),
    ),
  'JSON: numbers': () => one(kinds.embed, string(`[${'1,'.repeat(room / 2 - 9)}1]`)),
  'JSON: white space': () => one(kinds.embed, string(`${' '.repeat(room - 9)}1`)),
  'JSON: keys': () => one(kinds.embed, string(`{${'"":1,'.repeat(room / 5 - 9)}"":1}`)),
  'JSON: keys in escapes': () =>
    one(kinds.embed, string(`{${'"\\u005f_prot":1,'.repeat(room / 17 - 9)}"":1}`)),
  'JSON: many pieces': () =>
    one(
      kinds.json,
      all(
        uints(room >> 1),
        times(room >> 1, () => byte(1, 0x31)),
      ),
    ),
  'structs: typing': () =>
    structs(i => (i ? behind(9, i - 1, kinds.string, letter) : inRoot(kinds.string, letter))),
  'structs: formats': () =>
    structs(() => inRoot(kinds.format, all(string('bold'), string('"aaaaaaaaaaaaaaa"')))),
  'structs: subdocuments': () => structs(() => inRoot(kinds.subdocument, all(string(''), byte(118, 0)))),
  'structs: 64 root types in turn': () =>
    structs(i => inRoot(kinds.deleted, uints(1), String(i % 64).padStart(64, 'x')), 58_000),
  'structs: references to others': () =>
    structs(i => all(byte(0xc1), uints(5 + (i % 2), 2 ** 30, 7, 2 ** 30, 1)), maxStructs, [5, 6, 7]),
  'structs: inside a deep type and outside in turn': () =>
    structs(i => {
      if (i < 50) return i === 0 ? inRoot(kinds.type, byte(0)) : inType(9, i - 1, kinds.type, byte(0))
      return inType(9, i % 2 === 0 ? 49 : 0, kinds.string, letter)
    }),
  'two clients in turn': () =>
    clients(2, client =>
      all(
        uints(maxStructs / 2, client, 0),
        times(maxStructs / 2, i => {
          const other = client === maxClient ? i - 1 : i
          return other < 0
            ? inRoot(kinds.string, letter)
            : behind(2 * maxClient - 1 - client, other, kinds.string, letter)
        }),
      ),
    ),
  '20,000 clients': () =>
    clients(maxClients, client => all(uints(1, client, 0), inRoot(kinds.string, letter))),
  '20,000 clients in a chain': () =>
    clients(maxClients, (client, isLast) =>
      all(
        uints(1, client, 0),
        isLast ? inRoot(kinds.string, letter) : behind(client - 1, 0, kinds.string, letter),
      ),
    ),
  '20,000 clients and deletes': () => ({
    update: bytes(
      uints(maxClients),
      times(maxClients, i => all(uints(1, maxClient - i, 0), inRoot(kinds.string, letter))),
      uints(maxClients),
      times(maxClients, i => ranges(maxClient - i, 0, 1)),
    ),
    clocks: new Map(),
  }),
  '100,000 ranges of deletes': () => ({
    update: bytes(
      uints(0, 1, 9, maxStructs),
      times(maxStructs, i => uints(i * 2, 1)),
    ),
    clocks: logWith([9]),
  }),
  'refused for its last byte': () => ({
    update: bytes(all(uints(1, 1, 9, 0), inRoot(kinds.string, string('a'.repeat(room)))), uints(0, 0)),
    clocks: new Map(),
  }),
}

function one(kind: number, content: Part): Extreme {
  return structs(() => inRoot(kind, content), 1)
}

function structs(struct: (i: number) => Part, count = maxStructs, known: number[] = []): Extreme {
  return { update: update(all(uints(count, 9, 0), times(count, struct))), clocks: logWith(known) }
}

/** The highest client IDs there are, downwards. */
function clients(count: number, block: (client: number, isLast: boolean) => Part): Extreme {
  const blocks = times(count, i => block(maxClient - i, i === count - 1))
  return { update: bytes(uints(count), blocks, uints(0)), clocks: new Map() }
}

function logWith(clients: number[]): Map<number, number> {
  return new Map(clients.map(client => [client, 2 ** 31]))
}

function times(count: number, part: (i: number) => Part): Part {
  return to => {
    for (let i = 0; i < count; i++) part(i)(to)
  }
}
