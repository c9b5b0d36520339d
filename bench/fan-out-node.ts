// One node of bench/fan-out.ts, a process of its own: does what it is told over IPC, and answers what it saw.
import { setTimeout as delay } from 'node:timers/promises'
import { ways } from './fan-out-ways.ts'

export type Order =
  /** Says so many frames, `together` in one turn of the event loop, and waits so long after each. */
  { do: 'speak'; frames: number; together: number; pauseInMs: number } | { do: 'report' }

export interface Report {
  /** Since the report before. */
  cpuInUs: number
  /** From being said to being written to this node's clients, ascending; and how many were written a second time. */
  delaysInMs: number[]
  twice: number
}

/** As long as an `updates` frame with one character. */
const frameBytes = 60

const [, , name = '', role, url = ''] = process.argv
let delaysInMs: number[] = []
let seen = new Set<number>()
let twice = 0
let cpu = process.cpuUsage()
let said = 0

const open = ways[name]
if (open === undefined) throw new Error(`There is no way called ${name}`)
const way = await open({
  url,
  isOpen: role !== 'bystander',
  write: bytes => {
    const frame = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    const number = frame.readUInt32LE(8)
    if (seen.has(number)) twice++
    seen.add(number)
    delaysInMs.push(performance.timeOrigin + performance.now() - frame.readDoubleLE(0))
  },
})

async function speak({ frames, together, pauseInMs }: Order & { do: 'speak' }): Promise<void> {
  for (let left = frames; left > 0; left -= together) {
    for (let i = 0; i < together; i++) {
      const frame = Buffer.alloc(frameBytes)
      frame.writeDoubleLE(performance.timeOrigin + performance.now())
      frame.writeUInt32LE(++said, 8)
      way.speak(frame)
    }
    await delay(pauseInMs)
  }
}

function report(): Report {
  const { user, system } = process.cpuUsage(cpu)
  const answer = { cpuInUs: user + system, delaysInMs: delaysInMs.sort((a, b) => a - b), twice }
  delaysInMs = []
  seen = new Set()
  twice = 0
  cpu = process.cpuUsage()
  return answer
}

// Socket.IO's own calls to a Redis that is away are awaited by nobody.
process.on('unhandledRejection', () => {})
process.on('message', (order: Order) => {
  if (order.do === 'report') process.send?.(report())
  else void speak(order).then(() => process.send?.('said'))
})
process.send?.('ready')
