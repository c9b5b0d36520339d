import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it, onTestFinished } from 'vitest'
import * as Y from 'yjs'
import type { Log } from '../server/log/log.ts'
import { applyTail, copyOfDatabase, withLogIn } from './support/database-copy.ts'
import { createDocument, RawClient } from './support/raw-client.ts'
import { scale } from './support/scale.ts'
import { printedSeed, seededRandom } from './support/seeded-random.ts'
import { startServer } from './support/start-server.ts'
import { until } from './support/until.ts'

const kills = Number(process.env.KILLS ?? scale(4, 50))
/** Then another document begins: the larger one is, the more has to be written until it is folded again. */
const killsPerDocument = 4
/** A document that grows by about so many updates between two kills is being folded most of the time. */
const updatesPerKill = 4_000
/** Sent and not acknowledged yet. */
const inFlight = 1_000

/** A long text in the making, update by update: the same for the same seed. */
function* story(random: () => number): Generator<Uint8Array, never> {
  const doc = new Y.Doc()
  const text = doc.getText('text')
  const made: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => made.push(update))
  const below = (limit: number) => Math.floor(random() * limit)
  for (;;) {
    const at = below(text.length)
    if (text.length > 100 && random() < 0.3) text.delete(at, Math.min(text.length - at, 1 + below(10)))
    else text.insert(at, 'abcdefghijklmnopqrstuvwxyz'.slice(below(26)))
    yield* made.splice(0)
  }
}

/** One person who sends the story as fast as the server takes it: its update 1 is number 1 of the log. */
class Author {
  readonly sent: Uint8Array[] = []
  readonly #documentId: string
  readonly #story: Generator<Uint8Array, never>
  readonly #device = randomUUID()
  acknowledged = 0

  constructor(documentId: string, story: Generator<Uint8Array, never>) {
    this.#documentId = documentId
    this.#story = story
  }

  /** Goes on where the log ends, until the server is gone; resolves when so many more have been acknowledged. */
  async write(url: string, count: number): Promise<void> {
    const client = new RawClient(url, { device: this.#device })
    onTestFinished(() => client.close())
    const { head } = await client.open(this.#documentId, this.acknowledged)
    const enough = this.acknowledged + count
    let sent = head
    const send = () => {
      this.acknowledged = client.updates.at(-1)?.seq ?? head
      for (; sent < this.acknowledged + inFlight; sent++) {
        client.send(this.#documentId, sent + 1 - head, this.#update(sent))
      }
    }
    client.socket.on('updates', send)
    send()
    await until(() => this.acknowledged >= enough, `${count} more updates to be saved`, 30_000)
  }

  #update(index: number): Uint8Array {
    this.sent[index] ??= this.#story.next().value
    return this.sent[index]
  }
}

/** The log as everybody must have it, up to wherever it has been read. */
class Reference {
  readonly doc = new Y.Doc()
  head = 0

  read(updates: readonly Uint8Array[], upTo: number): void {
    this.doc.transact(() => {
      for (const update of updates.slice(this.head, upTo)) Y.applyUpdate(this.doc, update)
    })
    this.head = upTo
  }

  copy(): Y.Doc {
    const copy = new Y.Doc()
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(this.doc))
    return copy
  }
}

/** What the compaction of the newest document is at, by how the database looks; the limits are those of `server/log`. */
function compactionIn(folder: string): 'folding' | 'pruning' | undefined {
  const db = new DatabaseSync(join(folder, 'quire.sqlite'), { readOnly: true })
  const query = db.prepare(`
    SELECT coalesce(s.inflated, 0), coalesce(length(s.bytes), 0),
      count(*) FILTER (WHERE u.seq > coalesce(s.seq, 0)),
      sum(length(u.bytes) + 8) FILTER (WHERE u.seq > coalesce(s.seq, 0)),
      sum(length(u.bytes) + 8) FILTER (WHERE u.seq <= s.seq)
    FROM updates AS u LEFT JOIN snapshots AS s ON s.document = u.document
    WHERE u.document = (SELECT max(key) FROM documents)`)
  const [inflated = 0, size = 0, tailRows = 0, tail = 0, behind = 0] = Object.values(query.get() ?? {}).map(
    Number,
  )
  db.close()
  if (behind > Math.max(256 * 1024, 2 * size)) return 'pruning'
  return (tailRows > 2_000 || tail > 256 * 1024) && tail >= inflated / 2 ? 'folding' : undefined
}

function expectSame(doc: Y.Doc, expected: Y.Doc): void {
  expect(doc.getText('text').toString()).toBe(expected.getText('text').toString())
  // The same clocks and the same deletions, which the text alone would not show.
  expect(Y.equalSnapshots(Y.snapshot(doc), Y.snapshot(expected))).toBe(true)
}

/** A document, who writes it, and what it must be. */
async function begin(url: string, random: () => number) {
  const documentId = await createDocument(url)
  const author = new Author(documentId, story(random))
  const reference = new Reference()
  const check = async (log: Log) => {
    const whole = await log.read(documentId, 0)
    if (whole === undefined) throw new Error('the document is gone')
    const { head } = whole
    expect(head).toBeGreaterThanOrEqual(author.acknowledged)
    const away = reference.head + Math.floor((head - reference.head) * random())
    reference.read(author.sent, away)
    const resumed = reference.copy()
    reference.read(author.sent, head)

    const opened = new Y.Doc()
    applyTail(opened, whole)
    expectSame(opened, reference.doc)
    // Somebody who was away for a while gets the same, from where they were.
    applyTail(resumed, await log.read(documentId, away))
    expectSame(resumed, reference.doc)
  }
  return { author, check }
}

it(
  `RELIABILITY 8: replays the same document, and lacks nothing, when it is killed ${kills} times, half of them while it folds one`,
  async () => {
    const random = seededRandom(printedSeed())
    const server = await startServer()
    onTestFinished(() => server.stop())
    let written = await begin(server.url, random)
    const interrupted: string[] = []
    for (let kill = 0; kill < kills; kill++) {
      if (kill > 0 && kill % killsPerDocument === 0) written = await begin(server.url, random)
      await written.author.write(server.url, Math.floor(updatesPerKill * (0.5 + random())))
      // Half of the kills wait for a compaction to begin; the others come when they come.
      if (kill % 2 === 0) await until(() => compactionIn(server.dataDir), 'a compaction', 30_000)
      await server.kill()
      const copy = copyOfDatabase(server.dataDir)
      interrupted.push(compactionIn(copy) ?? 'between two')
      await withLogIn(copy, written.check)
      await server.restart()
    }
    const counted = Map.groupBy(interrupted, what => what)
    console.log('Killed while:', [...counted].map(([what, times]) => `${what} ${times.length}`).join(', '))
    expect(interrupted.filter(what => what !== 'between two')).not.toEqual([])
  },
  60_000 + kills * 30_000,
)
