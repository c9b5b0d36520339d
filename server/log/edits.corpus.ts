import fc from 'fast-check'
import * as Y from 'yjs'

/** One act of one writer. Every number makes sense: it is taken modulo what there is to choose from. */
export interface Act {
  who: number
  what: number
  a: number
  b: number
}

export const acts = fc.array(
  fc.record({
    who: fc.nat(2),
    what: fc.nat(1000),
    a: fc.nat(1000),
    b: fc.nat(1000),
  }),
  { maxLength: 400, size: 'max' },
)

/** What the writers send to. */
export interface Sink {
  readonly updates: readonly Uint8Array[]
  readonly clocks: ReadonlyMap<number, number>
  append(update: Uint8Array): void
}

const clientIds = [0xffffffff, 1, 0x9abcdef0]

/** Three writers edit one document in every way that Yjs has, each for some time by itself, and send what they did in
 *  every way that Yjs has. In the end all have sent and received everything. */
export function rehearse(script: readonly Act[], sink: Sink): Writer[] {
  const writers = clientIds.map(clientId => new Writer(clientId))
  for (const { who, what, a, b } of script) {
    const writer = choose(writers, who)
    const kind = what % 10
    if (kind < 7) choose(edits, Math.floor(what / 10))(writer, a, b)
    else if (kind === 7) writer.receive(sink)
    else choose(sendings, a)(writer, sink)
  }
  for (const writer of writers) sendEach(writer, sink)
  for (const writer of writers) writer.receive(sink)
  for (const writer of writers) sendEach(writer, sink)
  return writers
}

export class Writer {
  readonly doc: Y.Doc
  readonly undo: Y.UndoManager
  readonly roots: [Y.Text, Y.Map<unknown>, Y.Array<unknown>, Y.XmlFragment]
  outbox: Uint8Array[] = []
  sent: Uint8Array[] = []
  #received = 0

  constructor(clientId: number) {
    this.doc = new Y.Doc({ gc: clientId !== 1 })
    this.doc.clientID = clientId
    const { doc } = this
    this.roots = [doc.getText('text'), doc.getMap('map'), doc.getArray('array'), doc.getXmlFragment('xml')]
    this.undo = new Y.UndoManager(this.roots, { captureTimeout: 0 })
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this) this.outbox.push(update)
    })
  }

  receive({ updates }: Sink): void {
    for (const update of updates.slice(this.#received)) Y.applyUpdate(this.doc, update, this)
    this.#received = updates.length
  }

  take(): Uint8Array[] {
    const taken = this.outbox
    this.outbox = []
    this.sent.push(...taken)
    return taken
  }
}

function sendEach(writer: Writer, sink: Sink): void {
  for (const update of writer.take()) sink.append(update)
}

const sendings: ((writer: Writer, sink: Sink) => void)[] = [
  sendEach,
  (writer, sink) => {
    const taken = writer.take()
    if (taken.length > 0) sink.append(Y.mergeUpdates(taken))
  },
  (writer, sink) => {
    writer.take()
    sink.append(Y.encodeStateAsUpdate(writer.doc, Y.encodeStateVector(new Map(sink.clocks))))
  },
  (writer, sink) => {
    writer.take()
    sink.append(Y.encodeStateAsUpdate(writer.doc))
  },
  (writer, sink) => {
    writer.take()
    sink.append(Y.convertUpdateFormatV2ToV1(Y.encodeStateAsUpdateV2(writer.doc)))
  },
  (writer, sink) => {
    for (const update of writer.sent.slice(-3)) sink.append(update)
  },
  (writer, sink) => {
    const taken = writer.take()
    sink.append(Y.mergeUpdates([...writer.sent.slice(-5), ...taken]))
  },
  (_, sink) => {
    if (sink.updates.length > 0) sink.append(Y.mergeUpdates([...sink.updates]))
  },
]

const words = [
  'a',
  'hello ',
  '한글 ',
  '😀',
  '👨‍👩‍👧',
  'é',
  '\n',
  '\u0000',
  '\u2028',
  '\ufeff',
  'x'.repeat(300),
  '\ud83d',
]
const values: unknown[] = [
  'text',
  '',
  0,
  -7,
  2 ** 31,
  2 ** 53,
  1.5,
  0.1,
  -0,
  12345678901234567890n,
  true,
  false,
  null,
  undefined,
  { a: { b: [1, { c: null }] }, '': 'é' },
  [],
  [[1, [2]], 'x'],
  new Uint8Array([0, 255]),
]
const attributes = [
  { bold: true },
  { bold: null },
  { link: { href: 'https://x', title: '"\\\u0007é' } },
  { size: 1e21 },
]

type Shared = Y.Text | Y.Map<unknown> | Y.Array<unknown> | Y.XmlFragment

const edits: ((writer: Writer, a: number, b: number) => void)[] = [
  (writer, a, b) => insertText(text(writer, a), a, choose(words, b)),
  (writer, a, b) => insertText(text(writer, a), a, choose(words, b)),
  (writer, a, b) => insertText(writer.roots[0], b, choose(words, a)),
  (writer, a, b) => remove(shared(writer, a), a, b),
  (writer, a, b) => remove(shared(writer, a), a, b),
  (writer, a, b) => {
    const target = text(writer, a)
    if (target.length > 0) target.format(a % target.length, 1 + (b % 5), choose(attributes, b))
  },
  (writer, a, b) => {
    const target = text(writer, a)
    target.insertEmbed(
      b % (target.length + 1),
      b % 3 === 0 ? new Y.Map() : { image: b },
      choose(attributes, b),
    )
  },
  (writer, a, b) => text(writer, a).applyDelta([{ insert: 'd' }, { retain: 1, attributes: { bold: b } }]),
  (writer, a, b) => void map(writer, a).set(`key${b % 5}`, choose(values, a)),
  (writer, a, b) => void map(writer, a).set(`key${b % 5}`, nested(b)),
  (writer, a, b) => map(writer, a).delete(`key${b % 5}`),
  (writer, a, b) =>
    insertInto(array(writer, a), b, [{ value: choose(values, a) }, b, 'é', [choose(values, b)]]),
  (writer, a, b) => insertInto(array(writer, a), b, [nested(a)]),
  (writer, a, b) => insertXml(writer, a, b),
  (writer, a, b) => insertXml(writer, b, a),
  (writer, a, b) => setAttribute(writer, a, b),
  (writer, a) => void (a % 2 === 0 ? writer.undo.undo() : writer.undo.redo()),
  (writer, a, b) =>
    writer.doc.transact(() => {
      for (let i = 0; i < 5; i++) choose(edits, (a + i * 7) % 16)(writer, b + i, a * i)
    }),
  (writer, a, b) => pasteInto(choose(all(writer, Y.XmlFragment), a), a, b),
  (writer, a, b) => nestLists(choose(all(writer, Y.XmlFragment), a), b % 30),
]

/** A page of formatted paragraphs. */
function pasteInto(target: Y.XmlFragment, a: number, b: number): void {
  const paragraphs = Array.from({ length: 1 + (b % 8) }, (_, i) => {
    const text = new Y.XmlText()
    text.applyDelta([
      { insert: 'Pasted from elsewhere, with a ' },
      { insert: 'link', attributes: { link: { href: `https://quire.example/?q=javascript:&n=${i}` } } },
      { insert: ' 😀'.repeat(b % 10) },
    ])
    const paragraph = new Y.XmlElement('paragraph')
    paragraph.insert(0, [text])
    return paragraph
  })
  target.insert(a % (target.length + 1), paragraphs)
}

function nestLists(target: Y.XmlFragment, depth: number): void {
  let innermost = target
  for (let i = 0; i < depth; i++) {
    const [list, item] = [new Y.XmlElement('list'), new Y.XmlElement('listItem')]
    innermost.insert(0, [list])
    list.insert(0, [item])
    innermost = item
  }
}

/** All types of one class that are in the document, the root first. */
function all<T extends Shared>(writer: Writer, type: new () => T): T[] {
  const found: T[] = []
  const visit = (item: unknown): void => {
    if (found.length >= 8) return
    if (item instanceof type) found.push(item)
    if (item instanceof Y.Map) item.forEach(visit)
    else if (item instanceof Y.Array || item instanceof Y.XmlFragment)
      for (const each of item.toArray()) visit(each)
  }
  writer.roots.forEach(visit)
  return found
}

function text(writer: Writer, a: number): Y.Text {
  return choose(all(writer, Y.Text), a)
}

function map(writer: Writer, a: number): Y.Map<unknown> {
  return choose(all(writer, Y.Map), a)
}

function array(writer: Writer, a: number): Y.Array<unknown> {
  return choose(all(writer, Y.Array), a)
}

function shared(writer: Writer, a: number): Y.Text | Y.Array<unknown> | Y.XmlFragment {
  const kind = a % 3
  if (kind === 0) return text(writer, a)
  return kind === 1 ? array(writer, a) : choose(all(writer, Y.XmlFragment), a)
}

function insertText(target: Y.Text, a: number, word: string): void {
  target.insert(a % (target.length + 1), word)
}

function insertInto(target: Y.Array<unknown>, a: number, content: unknown[]): void {
  target.insert(a % (target.length + 1), content)
}

function remove(target: Y.Text | Y.Array<unknown> | Y.XmlFragment, a: number, b: number): void {
  if (target.length === 0) return
  const at = a % target.length
  target.delete(at, Math.min(1 + (b % 6), target.length - at))
}

function insertXml(writer: Writer, a: number, b: number): void {
  const target = choose(all(writer, Y.XmlFragment), a)
  const element = new Y.XmlElement(choose(['paragraph', 'heading', 'é'], b))
  element.insert(0, [new Y.XmlText('xml')])
  const node = choose<() => Y.XmlElement | Y.XmlText>([() => element, () => new Y.XmlText('t')], b)()
  target.insert(b % (target.length + 1), [node])
}

function setAttribute(writer: Writer, a: number, b: number): void {
  const element = all(writer, Y.XmlElement).at(a % 4)
  if (b % 3 === 0) element?.removeAttribute('level')
  else element?.setAttribute('level', String(b))
}

function nested(a: number): unknown {
  return choose<() => unknown>(
    [
      () => new Y.Text('nested 😀'),
      () => new Y.Map([['inner', a]]),
      () => Y.Array.from([a, new Y.Map()]),
      () => new Y.XmlHook('hook'),
      () => new Y.Doc({ guid: `guid-${a}`, meta: { a }, autoLoad: a % 2 === 0 }),
      () => new Y.XmlFragment(),
    ],
    a,
  )()
}

function choose<T>(from: readonly T[], which: number): T {
  return from[Math.abs(which) % from.length] as T
}
