import { setTimeout as delay } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import { copyOfDatabase, documentIn } from './support/database-copy.ts'
import { converge, openPeer, type Peer } from './support/peer.ts'
import { createDocument } from './support/raw-client.ts'
import { RoughNetwork } from './support/rough-network.ts'
import { printedSeed, seededRandom } from './support/seeded-random.ts'
import { startServer } from './support/start-server.ts'
import { openTcpProxy } from './support/tcp-proxy.ts'

/** `RUN_SECONDS=600` for a long one. */
const seconds = Number(process.env.RUN_SECONDS ?? 20)
const restartEveryMs = 7_000
const tickInMs = 20
const names = ['ann', 'bob', 'cid', 'dan', 'eve']

/** Every character that is ever written is another one, so that the text itself tells what was lost or doubled. */
class Characters {
  readonly written = new Set<string>()
  readonly erased = new Set<string>()

  /** Some that nobody has written yet. */
  next(count: number): string {
    // Chinese, then Korean: 32,000 characters of one UTF-16 unit each.
    const nth = (n: number) => String.fromCharCode(n < 20_000 ? 0x4e00 + n : 0xac00 + n - 20_000)
    const characters = Array.from({ length: count }, (_, i) => nth(this.written.size + i))
    for (const character of characters) this.written.add(character)
    return characters.join('')
  }

  get kept(): string[] {
    return [...this.written].filter(character => !this.erased.has(character))
  }
}

/** Somebody who writes and erases here and there, and remembers what they were told is saved. */
class Writer {
  readonly peer: Peer
  readonly #characters: Characters
  readonly #written: string[] = []
  #saved = 0

  constructor(peer: Peer, characters: Characters) {
    this.peer = peer
    this.#characters = characters
    peer.provider.on('status', ({ unsaved }) => {
      if (unsaved === 0) this.#saved = this.#written.length
    })
  }

  get saved(): string[] {
    return this.#written.slice(0, this.#saved)
  }

  act(random: () => number): void {
    const { peer } = this
    const at = Math.floor(random() * (peer.text.length + 1))
    const count = 1 + Math.floor(random() * 4)
    if (random() < 0.7) {
      const characters = this.#characters.next(count)
      this.#written.push(...characters)
      peer.type(at, characters)
    } else {
      const doomed = peer.read().slice(at, at + count)
      for (const character of doomed) this.#characters.erased.add(character)
      peer.erase(at, doomed.length)
    }
  }
}

/** A server, and five writers who each have a line of their own to it. */
async function stage() {
  const server = await startServer()
  onTestFinished(() => server.stop())
  const documentId = await createDocument(server.url)
  const characters = new Characters()
  const proxies = await Promise.all(names.map(() => openTcpProxy(server)))
  onTestFinished(async () => {
    await Promise.all(proxies.map(proxy => proxy.close()))
  })
  const opening = proxies.map(async ({ url }, i) => {
    const peer = await openPeer({ url, documentId, name: names[i] ?? '' })
    onTestFinished(() => peer.leave())
    return new Writer(peer, characters)
  })
  return { server, documentId, characters, proxies, writers: await Promise.all(opening) }
}

type Stage = Awaited<ReturnType<typeof stage>>

async function textOnDisk({ server, documentId }: Stage): Promise<string> {
  return (await documentIn(copyOfDatabase(server.dataDir), documentId)).getText('text').toString()
}

/** Ends the server and starts it again; gives what was called saved and was not in the database in between. */
async function restart(on: Stage, signal: NodeJS.Signals): Promise<string[]> {
  await on.server.kill(signal)
  const saved = on.writers.flatMap(writer => writer.saved)
  const onDisk = new Set(await textOnDisk(on))
  await on.server.restart()
  return saved.filter(character => !onDisk.has(character) && !on.characters.erased.has(character))
}

/** Everybody writes, everything fails. Gives what was called saved and was not, as `restart` does. */
async function pandemonium(on: Stage, random: () => number): Promise<string[]> {
  const network = new RoughNetwork(on.proxies, random)
  let restarts = Promise.resolve<string[]>([])
  const started = performance.now()
  let restartAt = restartEveryMs * random()
  for (let elapsed = 0; elapsed < seconds * 1000; elapsed = performance.now() - started) {
    network.tick(0.03)
    for (const writer of on.writers) if (random() < 0.4) writer.act(random)
    if (elapsed > restartAt) {
      const signal = random() < 0.7 ? 'SIGKILL' : 'SIGTERM'
      restarts = restarts.then(async lost => [...lost, ...(await restart(on, signal))])
      restartAt += restartEveryMs * (0.5 + random())
    }
    await delay(tickInMs)
  }
  network.heal()
  console.log(`${on.characters.written.size} characters; what went wrong:`, network.faults)
  return restarts
}

it(
  'brings five people to the same text, each word once and saved, over a network and a server that fail',
  async () => {
    const on = await stage()
    expect(await pandemonium(on, seededRandom(printedSeed()))).toEqual([])
    const peers = on.writers.map(({ peer }) => peer)
    await converge(peers, undefined, { withinInMs: 40_000 })
    const [text = ''] = peers.map(peer => peer.read())
    // Nothing is there twice, nothing was lost, and nothing that was erased has come back.
    expect([...text].sort()).toEqual(on.characters.kept.sort())
    expect(peers.map(({ provider }) => provider.status.unsaved)).toEqual([0, 0, 0, 0, 0])

    const fresh = await openPeer({ url: on.server.url, documentId: on.documentId, name: 'fresh' })
    onTestFinished(() => fresh.leave())
    expect(fresh.read()).toBe(text)
    await on.server.kill()
    expect(await textOnDisk(on)).toBe(text)
  },
  seconds * 1000 + 90_000,
)
