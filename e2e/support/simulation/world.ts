import * as Y from 'yjs'
import { openStage, type Stage, type TestNode } from '../../../server/sync/testing/stage.ts'
import { Network } from './network.ts'
import { type Kept, Tab } from './tab.ts'
import type { VirtualTime } from './virtual-time.ts'
import { Witness } from './witness.ts'

const briefInMs = 4
const longInMs = 800

interface WorldOptions {
  time: VirtualTime
  random: () => number
  tabs: number
  nodes: number
}

/** Tabs and nodes with one log and a network between them, all of which fail. */
export class World {
  readonly stage: Stage
  readonly network: Network
  readonly witness: Witness
  readonly time: VirtualTime
  readonly random: () => number
  readonly tabs: Tab[] = []
  readonly #nodes: TestNode[] = []
  readonly #kept = new Map<string, Kept>()
  readonly #releases = new Set<() => void>()
  /** What a query, or a message between nodes, takes at most. */
  #pauseInMs = briefInMs
  #started = 0
  #clients = 0

  constructor({ time, random, tabs, nodes }: WorldOptions) {
    this.time = time
    this.random = random
    this.stage = openStage(() => time.wait(Math.floor(random() * this.#pauseInMs)))
    this.witness = new Witness(this.stage.log.updates)
    this.network = new Network({ random, nodes: () => this.#nodes })
    this.stage.wire.loses = () => random() < 0.1
    this.stage.wire.doubles = () => random() < 0.1
    for (let i = 0; i < nodes; i++) this.#start()
    for (const name of 'abcdef'.slice(0, tabs)) this.tabs.push(this.#open(name))
  }

  /** One of them. */
  one<T>(list: readonly T[]): T | undefined {
    return list[Math.floor(this.random() * list.length)]
  }

  write(tab: Tab, length = 0): void {
    const word = this.witness.nextWord(tab).padEnd(length, '.')
    this.witness.writes(tab, word)
    tab.write(word, this.random())
  }

  erase(tab: Tab): void {
    const word = this.one(tab.words)
    if (word === undefined) return
    this.witness.erases(tab, word)
    tab.erase(word)
  }

  /** The device has all of it by now. */
  keep(tab: Tab): void {
    this.#kept.set(tab.name, tab.keep())
    this.witness.keeps(tab)
  }

  /** Closed, before what it last sent is anywhere, or after; and opened again with what the device has. */
  reload(tab: Tab): void {
    if (this.random() < 0.5) for (const line of this.network.linesOf(tab.name)) this.network.cut(line)
    tab.close()
    const next = this.#open(tab.name, this.#kept.get(tab.name))
    this.tabs.splice(this.tabs.indexOf(tab), 1, next)
    this.witness.isFollowed(tab, next)
  }

  /** What others write waits, as while somebody composes a word. */
  hold(tab: Tab, ms: number): void {
    const release = tab.sync.inbox.hold()
    this.#releases.add(release)
    setTimeout(release, ms)
  }

  crash(node = this.one(this.#nodes)): void {
    if (node === undefined || node.hasCrashed) return
    node.crash()
    this.#nodes.splice(this.#nodes.indexOf(node), 1)
    this.network.crashed(node)
    setTimeout(() => this.#start(), this.random() * 3_000)
    setTimeout(() => this.stage.wire.forget(node.name), 3_000)
  }

  /** A node that will end tells everybody, and does. */
  drain(): void {
    const node = this.one(this.#nodes)
    const withinMs = Math.floor(this.random() * 3_000)
    for (const line of this.network.lines) if (line.node === node) line.say('handOver', { withinMs })
    setTimeout(() => this.crash(node), withinMs * (0.5 + this.random()))
  }

  /** The store fails for a while: before it commits, or before it can say so. */
  failStore(ms: number): void {
    const { log } = this.stage
    const how = this.random() < 0.5 ? 'away' : 'losesAnswers'
    log[how] = true
    setTimeout(() => {
      log[how] = false
    }, ms)
  }

  /** The store takes its time for a while: what is sent again finds the first still on its way to the disk. */
  slowStore(ms: number): void {
    this.#pauseInMs = longInMs
    setTimeout(() => {
      this.#pauseInMs = briefInMs
    }, ms)
  }

  separateNode(ms: number): void {
    const node = this.one(this.#nodes)
    if (node !== undefined) setTimeout(this.stage.wire.separate(node.name), ms)
  }

  /** Nothing fails any more. Resolves when all is quiet, or after a minute and a half. */
  async heal(): Promise<void> {
    const { stage, network } = this
    stage.wire.loses = () => false
    stage.wire.doubles = () => false
    stage.wire.isConnected = true
    stage.log.away = false
    stage.log.losesAnswers = false
    network.isRough = false
    for (const release of this.#releases) release()
    for (const tab of this.tabs) tab.connect()
    for (let waited = 0; waited < 90 && !this.isQuiet(); waited++) await this.time.pass(1_000)
  }

  isQuiet(): boolean {
    const { words } = this.witness.log()
    const text = words.map(word => `${word};`).join('')
    return this.tabs.every(tab => tab.isOpen && tab.unsaved === 0 && tab.text.toString() === text)
  }

  /** Tabs whose document is not that of the log, to the last deletion. */
  strays(): string[] {
    const logged = Y.snapshot(this.witness.log().doc)
    const strays = this.tabs.filter(
      tab => !tab.isOpen || tab.unsaved > 0 || !Y.equalSnapshots(Y.snapshot(tab.doc), logged),
    )
    return strays.map(tab => `${tab.name}: open ${tab.isOpen}, unsaved ${tab.unsaved}, ${tab.text}`)
  }

  end(): void {
    for (const tab of this.tabs) tab.close()
    for (const node of this.#nodes) node.crash()
  }

  #start(): void {
    this.#nodes.push(this.stage.node(`node ${++this.#started}`))
  }

  #open(name: string, kept?: Kept): Tab {
    return new Tab({
      name,
      clientId: ++this.#clients,
      dial: this.network.dialFor(name),
      changed: tab => this.witness.looksAt(tab),
      ...(kept && { kept }),
    })
  }
}
