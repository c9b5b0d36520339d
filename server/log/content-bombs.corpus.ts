import { kinds } from './skip-content.ts'
import {
  all,
  any,
  block,
  byte,
  inMap,
  inRoot,
  type Part,
  rawString,
  string,
  uints,
  update,
} from './update-bytes.corpus.ts'
import { maxNesting } from './update-limits.ts'

const ofNew = (struct: Part) => update(block(9, 0, struct))
const one = (kind: number, content: Part) => ofNew(inRoot(kind, content))
const nested = (depth: number): unknown => Array.from({ length: depth }).reduce(inner => [inner], 1)
const json = (value: unknown) => string(JSON.stringify(value))
const proto = '__proto__'

const nesting: Record<string, Uint8Array> = {
  '10 kB of nested embed': one(kinds.embed, string('['.repeat(5000) + ']'.repeat(5000))),
  'an embed one level too deep': one(kinds.embed, json(nested(maxNesting + 1))),
  'objects one level too deep': one(kinds.embed, string(`${'{"a":'.repeat(33)}1${'}'.repeat(33)}`)),
  'a format one level too deep': one(kinds.format, all(string('bold'), json(nested(maxNesting + 1)))),
  'JSON one level too deep': one(kinds.json, all(uints(1), json(nested(maxNesting + 1)))),
  'a value one level too deep': one(kinds.any, all(uints(1), any(nested(maxNesting + 1)))),
  '10,000 arrays in each other': one(
    kinds.any,
    all(uints(1), ...Array.from({ length: 10_000 }, () => byte(117, 1)), byte(126)),
  ),
  "a subdocument's options one level too deep": one(
    kinds.subdocument,
    all(string('guid'), any({ meta: nested(maxNesting) })),
  ),
}

const strings: Record<string, Uint8Array> = Object.fromEntries(
  Object.entries({
    'a lone continuation byte': [0x80],
    'an overlong slash': [0xc0, 0xaf],
    'an overlong letter of three bytes': [0xe0, 0x9f, 0xbf],
    'an overlong letter of four bytes': [0xf0, 0x8f, 0xbf, 0xbf],
    'half a surrogate pair': [0xed, 0xa0, 0x80],
    'a character beyond Unicode': [0xf4, 0x90, 0x80, 0x80],
    'a lead that never was': [0xf8, 0x80, 0x80, 0x80],
    'a character cut short': [0x61, 0xe2, 0x82],
    'a character with a foreign end': [0xe2, 0x82, 0x61],
    'five bytes of 0xff': [0xff, 0xff, 0xff, 0xff, 0xff],
  }).flatMap(([name, invalid]) => [
    [`${name} in a text`, one(kinds.string, rawString(...invalid))],
    [
      `${name} in a key`,
      ofNew(all(byte(0x28), uints(1), string('map'), rawString(...invalid), uints(1), any(1))),
    ],
    [`${name} in JSON`, one(kinds.embed, rawString(0x22, ...invalid, 0x22))],
  ]),
)

const invalidJson = Object.fromEntries(
  [
    '',
    ' ',
    '{',
    '[1',
    '[1,]',
    '{"a"}',
    '{"a":1,}',
    '{a:1}',
    "'a'",
    '"a',
    '"\\x"',
    '"\\u12g4"',
    '"\n"',
    '01',
    '1.',
    '.5',
    '-',
  ]
    .concat([
      '1e',
      '+1',
      'NaN',
      'nul',
      'nulls',
      'undefined',
      'true false',
      '1 2',
      '[1]]',
      '\ufeff1',
      '\u00a01',
    ])
    .map(invalid => [`${JSON.stringify(invalid)} as JSON`, one(kinds.embed, string(invalid))]),
)

const prototypes: Record<string, Uint8Array> = {
  '__proto__ as a root type': ofNew(inRoot(kinds.string, string('a'), proto)),
  '__proto__ as a key of a map': ofNew(inMap(proto, kinds.any, all(uints(1), any(1)))),
  '__proto__ as a format': one(kinds.format, all(string(proto), json(true))),
  '__proto__ as an element': one(kinds.type, all(byte(3), string(proto))),
  '__proto__ as a key in JSON': one(kinds.embed, string(`{"a":[{"${proto}":{"admin":true}}]}`)),
  '__proto__ as a key in JSON, with white space': one(
    kinds.embed,
    string(`{ "a" : 1 , \t\r\n "${proto}" : 1 }`),
  ),
  '__proto__ as a key in JSON, with escapes': one(kinds.embed, string(`{"\\u005f_pro\\u0074o\\u005F_":1}`)),
  '__proto__ as a key in a format': one(kinds.format, all(string('bold'), string(`{"${proto}":1}`))),
  '__proto__ as a key in JSON content': one(kinds.json, all(uints(2), string('1'), string(`{"${proto}":1}`))),
  '__proto__ as a key of a value': one(kinds.any, all(uints(1), byte(118), uints(1), string(proto), any(1))),
  '__proto__ as an option of a subdocument': one(
    kinds.subdocument,
    all(string('guid'), byte(118), uints(1), string(proto), any({})),
  ),
}

/** Well-formed structs with content that no reader can take. */
export const contentBombs: Record<string, Uint8Array> = {
  ...nesting,
  ...strings,
  ...invalidJson,
  ...prototypes,
}
