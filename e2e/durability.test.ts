import { expect, it, onTestFinished } from 'vitest'
import * as Y from 'yjs'
import { QuireProvider } from '../client/sync/index.ts'
import { copyOfDatabase, documentIn } from './support/database-copy.ts'
import { createDocument } from './support/raw-client.ts'
import { scale } from './support/scale.ts'
import { seededRandom } from './support/seeded-random.ts'
import { type ServerOptions, startServer } from './support/start-server.ts'
import { until } from './support/until.ts'

const writers = 20

/** Someone who writes a word now and then, and remembers which of them were called saved. */
class Writer {
  readonly provider: QuireProvider
  readonly words: string[] = []
  readonly #name: string
  readonly #typing: NodeJS.Timeout
  saved = 0

  constructor(url: string, documentId: string, name: string) {
    this.#name = name
    this.provider = new QuireProvider({ url, documentId, doc: new Y.Doc() })
    this.provider.on('status', ({ unsaved }) => {
      if (unsaved === 0) this.saved = this.words.length
    })
    this.#typing = setInterval(() => this.#type(), 40)
  }

  get text(): string {
    return this.provider.doc.getText('t').toString()
  }

  stop(): void {
    clearInterval(this.#typing)
  }

  #type(): void {
    const word = `${this.#name}.${this.words.length} `
    // Counted before it is inserted: nothing may be called saved that is not in the list yet.
    this.words.push(word)
    const text = this.provider.doc.getText('t')
    text.insert(text.length, word)
  }
}

interface Kills {
  kills: number
  /** Kills no more once something is lost. */
  untilLost?: boolean
  seed: number
}

/** Kills the server under load, again and again; gives what was called saved and was not in the database at that moment. */
async function lossesOf(options: ServerOptions, { kills, untilLost = false, seed }: Kills) {
  console.log(`seed ${seed}`)
  const random = seededRandom(seed)
  const server = await startServer(options)
  onTestFinished(() => server.stop())
  const documentId = await createDocument(server.url)
  const crowd = Array.from({ length: writers }, (_, i) => new Writer(server.url, documentId, `w${i}`))
  onTestFinished(async () => {
    for (const writer of crowd) writer.stop()
    await Promise.all(crowd.map(({ provider }) => provider.destroy()))
  })
  const lost: string[] = []
  let savedBefore = 0
  for (let kill = 0; kill < kills && !(untilLost && lost.length > 0); kill++) {
    // Somewhere in the stream of edits: after so many more of them have been saved.
    const enough = savedBefore + writers + Math.floor(random() * 200)
    await until(() => sum(crowd.map(({ saved }) => saved)) > enough, `more than ${enough} words to be saved`)
    await server.kill()
    const claimed = crowd.flatMap(({ words, saved }) => words.slice(0, saved))
    const copy = copyOfDatabase(server.dataDir)
    await server.restart()
    const inLog = new Set((await documentIn(copy, documentId)).getText('t').toString().split(' '))
    lost.push(...claimed.filter(word => !inLog.has(word.trim())))
    savedBefore = claimed.length
  }
  for (const writer of crowd) writer.stop()
  return { lost, crowd, server, documentId }
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)

const kills = scale(20, 50)

it(`RELIABILITY 1: keeps every word that it called saved through ${kills} kills, and everybody ends with the same text`, async () => {
  const { lost, crowd } = await lossesOf({}, { kills, seed: Date.now() % 100_000 })
  expect(lost).toEqual([])
  await Promise.all(crowd.map(({ provider }) => provider.whenSaved()))
  const words = crowd.flatMap(writer => writer.words).sort()
  for (const writer of crowd) {
    await until(() => writer.text.length === sum(words.map(word => word.length)), 'all words to arrive')
    expect(writer.text).toBe(crowd[0]?.text)
  }
  // Nothing is there twice, nothing was lost.
  expect(crowd[0]?.text.match(/\S+ /g)?.sort()).toEqual(words)
}, 900_000)

it('RELIABILITY 2: would notice a server that says saved too early', async () => {
  const program = 'e2e/support/early-ack-server.ts'
  const { lost } = await lossesOf({ program }, { kills: 3, untilLost: true, seed: 7 })
  expect(lost).not.toEqual([])
}, 120_000)
