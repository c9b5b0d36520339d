import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it, onTestFinished } from 'vitest'
import * as Y from 'yjs'
import type { Log } from '../server/log/log.ts'
import { applyTail, copyOfDatabase, withLogIn } from './support/database-copy.ts'
import { createDocument, RawClient } from './support/raw-client.ts'
import { printedSeed, seededRandom } from './support/seeded-random.ts'
import { startServer } from './support/start-server.ts'
import { until } from './support/until.ts'

/** So many in every run; `KILLS=50` for a long one. */
const kills = Number(process.env.KILLS ?? 5)
/** A document that grows by about so many updates between two kills is being folded most of the time. */
const updatesPerKill = 5_000
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
  acknowledged = 0

  constructor(documentId: string, story: Generator<Uint8Array, never>) {
    this.#documentId = documentId
    this.#story = story
  }

  /** Goes on where the log ends, until the server is gone; resolves when so many more have been acknowledged. */
  async write(url: string, count: number): Promise<void> {
    const client = new RawClient(url)
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

  /** What everybody must have who has the log up to `head`; `doc` has it up to `from`. */
  readUpTo(head: number, { doc = new Y.Doc(), from = 0 } = {}): Y.Doc {
    doc.transact(() => {
      for (const update of this.sent.slice(from, head)) Y.applyUpdate(doc, update)
    })
    return doc
  }
}

/** What a compaction was at when its process was killed, by what it left behind; the limits are those of `server/log`. */
function interruptedIn(copy: string): 'folding' | 'pruning' | undefined {
  const db = new DatabaseSync(join(copy, 'quire.sqlite'))
  const query = db.prepare(`
    SELECT coalesce(s.inflated, 0), coalesce(length(s.bytes), 0),
      count(*) FILTER (WHERE u.seq > coalesce(s.seq, 0)),
      sum(length(u.bytes) + 8) FILTER (WHERE u.seq > coalesce(s.seq, 0)),
      sum(length(u.bytes) + 8) FILTER (WHERE u.seq <= s.seq)
    FROM updates AS u LEFT JOIN snapshots AS s ON s.document = u.document`)
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

it(
  'replays the same document, and lacks nothing, whenever it is killed while it folds one',
  async () => {
    const random = seededRandom(printedSeed())
    const server = await startServer()
    onTestFinished(() => server.stop())
    const documentId = await createDocument(server.url)
    const author = new Author(documentId, story(random))
    const expected = { doc: new Y.Doc(), head: 0 }

    const check = async (log: Log) => {
      const whole = await log.read(documentId, 0)
      if (whole === undefined) throw new Error('the document is gone')
      const { head } = whole
      expect(head).toBeGreaterThanOrEqual(author.acknowledged)
      author.readUpTo(head, { doc: expected.doc, from: expected.head })
      expected.head = head
      const replayed = new Y.Doc()
      applyTail(replayed, whole)
      expectSame(replayed, expected.doc)
      // Somebody who was away for a while gets the same, from wherever they were.
      const away = Math.floor(head * random())
      const resumed = author.readUpTo(away)
      applyTail(resumed, await log.read(documentId, away))
      expectSame(resumed, expected.doc)
    }

    const interrupted: string[] = []
    for (let kill = 0; kill < kills; kill++) {
      await author.write(server.url, Math.floor(updatesPerKill * (0.5 + random())))
      await server.kill()
      const copy = copyOfDatabase(server.dataDir)
      interrupted.push(interruptedIn(copy) ?? 'between two')
      await withLogIn(copy, check)
      await server.restart()
    }
    console.log(`Killed while: ${interrupted.join(', ')}`)
    expect(interrupted.filter(what => what !== 'between two')).not.toEqual([])
  },
  60_000 + kills * 10_000,
)
