import { vi } from 'vitest'
import { seededRandom } from '../seeded-random.ts'
import { VirtualTime } from './virtual-time.ts'
import { World } from './world.ts'

/** What came of one schedule: all of it empty, if nothing went wrong. */
export interface Outcome {
  seed: number
  falselySaved: string[]
  lost: string[]
  undead: string[]
  doubled: string[]
  strays: string[]
  unreadable: number[]
  errors: string[]
}

export interface Lived {
  outcome: Outcome
  acknowledgements: number
  updates: number
  seconds: number
}

const steps = 100

const happenings: readonly (readonly [weight: number, happen: (world: World) => unknown])[] = [
  [50, world => onTab(world, tab => world.write(tab))],
  [12, world => onTab(world, tab => world.erase(tab))],
  [4, world => onTab(world, tab => writeFast(world, tab))],
  // More than a frame to everybody holds: its sender is told in another way.
  [2, world => onTab(world, tab => world.write(tab, 1_200))],
  [4, world => onTab(world, tab => tab.point(world.random()))],
  [4, world => world.time.pass(world.random() * 8_000)],
  [4, world => onLine(world, line => world.network.cut(line))],
  [3, world => onLine(world, line => line.standStill(world.random() * 12_000))],
  [3, world => onLine(world, line => line.say('handOver', { withinMs: Math.floor(world.random() * 400) }))],
  [3, world => onTab(world, tab => world.hold(tab, world.random() * 2_000))],
  [3, world => onTab(world, tab => (world.random() < 0.5 ? tab.disconnect() : tab.connect()))],
  [2, world => onTab(world, tab => world.network.toggleWebSocket(tab.name))],
  [6, world => onTab(world, tab => world.keep(tab))],
  [2, world => onTab(world, tab => world.reload(tab))],
  [2, world => world.crash()],
  [2, world => world.drain()],
  [2, world => world.failStore(world.random() * 3_000)],
  [3, world => world.slowStore(world.random() * 3_000)],
  [2, world => world.stage.log.fold()],
  [1, world => world.separateNode(world.random() * 4_000)],
  [1, ({ stage: { wire } }) => (wire.isConnected = !wire.isConnected)],
]
const deck = happenings.flatMap(([weight, happen]) => Array.from({ length: weight }, () => happen))

function onTab(world: World, act: (tab: World['tabs'][number]) => unknown): unknown {
  const tab = world.one(world.tabs)
  return tab && act(tab)
}

function onLine(world: World, act: (line: World['network']['lines'][number]) => unknown): unknown {
  const line = world.one(world.network.lines)
  return line && act(line)
}

async function writeFast(world: World, tab: World['tabs'][number]): Promise<void> {
  for (let i = 0; i < 8; i++) {
    world.write(tab)
    await world.time.pass(world.random() * 20)
  }
}

/** Has people write while everything fails that can, in an order that follows from the seed; then lets it heal. `isDishonest`: the log says
 *  saved before it is. */
export async function liveThrough(seed: number, { isDishonest = false } = {}): Promise<Lived> {
  const random = seededRandom(seed)
  const time = new VirtualTime()
  // Backoff and hand-overs draw lots.
  vi.spyOn(Math, 'random').mockImplementation(random)
  const errors: string[] = []
  vi.stubGlobal('reportError', (error: unknown) => errors.push(String(error)))
  const world = new World({
    time,
    random,
    tabs: 2 + Math.floor(random() * 3),
    nodes: 1 + Math.floor(random() * 3),
  })
  world.stage.log.isDishonest = isDishonest
  try {
    for (let step = 0; step < steps; step++) {
      await world.one(deck)?.(world)
      await time.pass(random() * (random() < 0.1 ? 400 : 30))
    }
    await world.heal()
    const { witness, stage } = world
    errors.push(...stage.journal.errors.map(error => JSON.stringify(error)))
    const { falselySaved, unreadable, acknowledgements } = witness
    const strays = world.strays()
    return {
      outcome: { seed, falselySaved, ...witness.differences(), strays, unreadable, errors },
      acknowledgements,
      updates: stage.log.updates.length,
      seconds: time.now / 1000,
    }
  } finally {
    world.end()
    time.end()
    vi.restoreAllMocks()
  }
}
