import * as Y from 'yjs'
import { maxUpdateBytes } from '../../protocol/limits.ts'
import { contentBombs } from './content-bombs.corpus.ts'
import { kinds } from './skip-content.ts'
import {
  ahead,
  all,
  any,
  behind,
  block,
  byte,
  bytes,
  deletes,
  inRoot,
  inType,
  type Part,
  ranges,
  string,
  uints,
  update,
} from './update-bytes.corpus.ts'
import {
  maxClient,
  maxClients,
  maxClock,
  maxRootNameBytes,
  maxRootTypes,
  maxStructs,
} from './update-limits.ts'

export interface Bomb {
  update: Uint8Array
  reason: 'malformed' | 'resync' | 'too-large'
}

/** The log that the bombs are thrown at: what it has of two clients. */
export const clocksOfTarget: ReadonlyMap<number, number> = new Map([
  [7, 10],
  [8, 10],
])

const letter = string('a')
const ofNew = (...structs: Part[]) => update(block(9, 0, ...structs))
const one = (kind: number, content: Part) => ofNew(inRoot(kind, content))
const counts: Record<string, Uint8Array> = {
  'seven bytes that announce 2³² structs': bytes(uints(1, 2 ** 32 - 1, 0)),
  'more structs than bytes': bytes(uints(1, maxStructs, 9, 0), byte(0)),
  'one struct too many': bytes(uints(1, maxStructs + 1, 9, 0)),
  'clients without end': bytes(uints(2 ** 32)),
  'a number without end': bytes(byte(...Array.from({ length: 64 }, () => 0xff))),
  'a count beyond 2⁵³': bytes(byte(1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f)),
  'deletes without end': bytes(uints(0, 1, 7, 2 ** 32)),
  'one delete too many': bytes(uints(0, 1, 7, maxStructs + 1)),
  'deletes of clients without end': bytes(uints(0, 2 ** 32)),
  'an array of 2³² values': one(kinds.any, all(uints(1), byte(117), uints(2 ** 32))),
  'an object of 2³² keys': one(kinds.any, all(uints(1), byte(118), uints(2 ** 32))),
  'content of 2³² values': one(kinds.any, uints(2 ** 32)),
  'content of 2³² pieces of JSON': one(kinds.json, uints(2 ** 32)),
  'a string of 4 GiB': one(kinds.string, uints(2 ** 32)),
  'a binary of 4 GiB': one(kinds.binary, uints(2 ** 32)),
}

const otherFormats: Record<string, Uint8Array> = {
  'nothing at all': new Uint8Array(),
  'random text': new TextEncoder().encode('GET / HTTP/1.1\r\nHost: example.org\r\n\r\n'),
  'V2 of an empty document': Y.encodeStateAsUpdateV2(new Y.Doc()),
  'V2 of a text': v2(doc => doc.getText('text').insert(0, 'hello')),
  'V2 of formats': v2(doc => doc.getText('text').insert(0, 'hello', { bold: true })),
  'V2 of 25 bytes that stand for 3 million structs': bytes(
    uints(0, 0), // flags, key clocks
    all(uints(1), byte(9)), // clients
    uints(0, 0), // clocks of origins and right origins
    all(uints(1), byte(0)), // structs' first bytes: GC, for ever
    all(uints(1), byte(0)), // strings
    uints(0, 0), // parents, types
    all(uints(5), byte(0x41), uints(3_000_000)), // lengths: 1, three million times
    uints(1, 3_000_000, 0, 0),
  ),
  'a state vector': Y.encodeStateVector(new Map([[9, 4]])),
  'an update and then some': bytes(all(uints(0, 0)), byte(0)),
}

const references: Record<string, Uint8Array> = {
  'an item behind itself': ofNew(behind(9, 0, kinds.string, letter)),
  'an item before itself': ofNew(ahead(9, 0, kinds.string, letter)),
  'an item inside itself': ofNew(inType(9, 0, kinds.type, byte(0))),
  'an item behind a later one': ofNew(behind(9, 1, kinds.string, letter), inRoot(kinds.string, letter)),
  'an item inside a later one': ofNew(inType(9, 1, kinds.string, letter), inRoot(kinds.type, byte(0))),
  'an item within a longer self': ofNew(behind(9, 3, kinds.string, string('abcdef'))),
  'two clients that wait for each other': update(
    block(9, 0, behind(6, 0, kinds.string, letter)),
    block(6, 0, behind(9, 0, kinds.string, letter)),
  ),
  'three clients in a circle, late': update(
    block(12, 0, inRoot(kinds.string, letter), behind(11, 1, kinds.string, letter)),
    block(11, 0, inRoot(kinds.string, letter), behind(6, 1, kinds.string, letter)),
    block(6, 0, inRoot(kinds.string, letter), behind(12, 1, kinds.string, letter)),
  ),
  'clients in ascending order': update(block(6, 0, inRoot(4, letter)), block(9, 0, inRoot(4, letter))),
  'a client twice': update(block(9, 0, inRoot(4, letter)), block(9, 1, inRoot(4, letter))),
  'a client twice with the same clock': update(
    block(9, 0, inRoot(4, letter)),
    block(9, 0, inRoot(4, letter)),
  ),
}

const ranged: Record<string, Uint8Array> = {
  'a client ID beyond uint32': update(block(maxClient + 1, 0, inRoot(4, letter))),
  'a reference to a client beyond uint32': ofNew(behind(maxClient + 1, 0, 4, letter)),
  'a clock beyond 2³¹': update(block(9, maxClock, inRoot(4, letter))),
  'a clock of 2⁵³': update(block(9, 2 ** 53, inRoot(4, letter))),
  'a length beyond 2³¹': ofNew(all(byte(kinds.gc), uints(maxClock + 1))),
  'lengths that add up beyond 2³¹': ofNew(
    all(byte(kinds.gc), uints(maxClock)),
    all(byte(kinds.gc), uints(maxClock)),
  ),
  'a reference beyond 2³¹': ofNew(behind(7, maxClock, 4, letter)),
  'a delete beyond 2³¹': deletes(ranges(7, 0, maxClock + 1)),
  'an empty string': one(kinds.string, string('')),
  'an empty run of deleted content': one(kinds.deleted, uints(0)),
  'an empty run of garbage': ofNew(all(byte(kinds.gc), uints(0))),
  'no values': one(kinds.any, uints(0)),
  'no JSON': one(kinds.json, uints(0)),
  'a client without structs': update(block(9, 0)),
  'an empty delete': deletes(ranges(7, 3, 0)),
  'a client without deletes': deletes(ranges(7)),
  'deletes that overlap': deletes(ranges(7, 0, 3, 2, 2)),
  'deletes in descending order': deletes(ranges(7, 5, 1, 2, 1)),
  'deletes of clients in ascending order': deletes(ranges(7, 0, 1), ranges(8, 0, 1)),
  'deletes of a client twice': deletes(ranges(7, 0, 1), ranges(7, 3, 1)),
  'a padded number': bytes(byte(0x81, 0), uints(1, 9, 0), inRoot(4, letter), uints(0)),
}

const unknown: Record<string, Uint8Array> = {
  'an unknown struct': ofNew(all(byte(11), uints(1))),
  'garbage with an origin': ofNew(all(byte(0x80), uints(7, 0, 1))),
  'a gap with an origin': ofNew(inRoot(4, letter), all(byte(0x8a), uints(7, 0, 1))),
  'an unknown type': one(kinds.type, byte(7)),
  'an unknown kind of parent': ofNew(all(byte(kinds.string), uints(2), string('text'), letter)),
  'an unknown kind of value': one(kinds.any, all(uints(1), byte(115))),
  'an integer without end': one(
    kinds.any,
    all(uints(1), byte(125, ...Array.from({ length: 12 }, () => 0xff))),
  ),
  'a padded integer': one(kinds.any, all(uints(1), byte(125, 0x81, 0))),
  "a subdocument's options that are no object": one(kinds.subdocument, all(string('guid'), any(null))),
  'a subdocument that swaps its guid': one(kinds.subdocument, all(string('guid'), any({ guid: 'other' }))),
  'a subdocument with a filter': one(kinds.subdocument, all(string('guid'), any({ gcFilter: 1 }))),
}

const roots: Record<string, Uint8Array> = {
  'one root type too many': ofNew(
    ...Array.from({ length: maxRootTypes + 1 }, (_, i) => inRoot(kinds.string, letter, `root ${i}`)),
  ),
  '20,000 root types': ofNew(
    ...Array.from({ length: 20_000 }, (_, i) => inRoot(kinds.string, letter, `root ${i}`)),
  ),
  "a root type's name one byte too long": ofNew(inRoot(4, letter, 'x'.repeat(maxRootNameBytes + 1))),
  "a root type's name of 100 kB": ofNew(inRoot(4, letter, 'é'.repeat(50_000))),
}

const holes: Record<string, Uint8Array> = {
  'a clock ahead of the log': update(block(7, 11, inRoot(4, letter))),
  'a new client that starts late': update(block(9, 1, inRoot(4, letter))),
  'a run left out in the middle': update(
    block(9, 0, inRoot(4, letter), all(byte(kinds.skip), uints(3)), inRoot(4, letter)),
  ),
  'an item behind an unknown client': ofNew(behind(6, 0, 4, letter)),
  'an item behind what the log does not have yet': ofNew(behind(7, 10, 4, letter)),
  'an item before what the log does not have yet': ofNew(ahead(7, 10, 4, letter)),
  'an item inside what the log does not have yet': ofNew(inType(8, 4_000, 4, letter)),
  'thousands of missing dependencies': ofNew(
    ...Array.from({ length: 5_000 }, (_, i) => behind(6, i, 4, letter)),
  ),
  'an item behind what the update lacks, too': update(
    block(9, 0, behind(6, 1, 4, letter)),
    block(6, 0, inRoot(4, letter)),
  ),
  'deletes of 3,000 unknown items': deletes(
    ranges(6, ...Array.from({ length: 3_000 }, (_, i) => [i * 2, 1]).flat()),
  ),
  'deletes beyond the log': deletes(ranges(7, 8, 3)),
  'deletes beyond the update': bytes(uints(1), block(9, 0, inRoot(4, letter)), uints(1), ranges(9, 0, 2)),
}

const link = (href: string) => one(kinds.format, all(string('link'), string(JSON.stringify({ href }))))
const objectionable: Record<string, Uint8Array> = {
  'a link that runs script': link('javascript:alert(1)'),
  'a link that runs script, in disguise': link('\u0001 JAVA\tscr\nipt:alert(1)'),
  'a link that runs script, in escapes': one(
    kinds.format,
    all(string('link'), string('{"a":[{"href":"\\u006aavascript:x"}]}')),
  ),
  'a link that runs VBScript': link('vbscript:msgbox(1)'),
  'one client too many': update(
    ...Array.from({ length: maxClients + 1 }, (_, i) => block(maxClient - i, 0, inRoot(4, letter))),
  ),
  'a root type that hides what objects have': ofNew(inRoot(kinds.string, letter, 'constructor')),
}

function v2(edit: (doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc()
  edit(doc)
  return Y.encodeStateAsUpdateV2(doc)
}

function refused(reason: Bomb['reason'], updates: Record<string, Uint8Array>): [string, Bomb][] {
  return Object.entries(updates).map(([name, update]) => [name, { update, reason }])
}

/** What a hostile or broken client sends, by name. */
export const bombs: readonly [name: string, bomb: Bomb][] = [
  ...refused('malformed', counts),
  ...refused('malformed', otherFormats),
  ...refused('malformed', contentBombs),
  ...refused('malformed', references),
  ...refused('malformed', ranged),
  ...refused('malformed', unknown),
  ...refused('malformed', roots),
  ...refused('malformed', objectionable),
  ...refused('resync', holes),
  ...refused('too-large', {
    '5 MB of junk': new Uint8Array(5_000_000),
    'one byte too many': new Uint8Array(maxUpdateBytes + 1),
  }),
]
