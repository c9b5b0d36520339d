// Loaded into the server that is measured, before its own code: answers what only the process itself can know.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import { BroadcastChannel, isMainThread } from 'node:worker_threads'

export type Question = 'memory' | 'pause' | 'turn'

export interface Answers {
  /** After a full collection, in bytes; `held` is what JavaScript holds, buffers included. */
  memory: { resident: number; held: number }
  /** The event loop's longest pause since it was last asked, in milliseconds. */
  pause: number
  /** The most that one turn of the event loop has worked since it was last asked, in milliseconds of the processor's time: what others
   *  on the machine do makes it no longer. */
  turn: number
}

// Each thread has a heap of its own, which only itself can tidy up; all of them are resident.
const collect = new BroadcastChannel('collect')
collect.unref()
if (!isMainThread) collect.onmessage = () => globalThis.gc?.()

if (isMainThread) {
  const pauses = monitorEventLoopDelay({ resolution: 1 })
  pauses.enable()
  let longestTurn = 0
  let before = process.threadCpuUsage()
  const turns = () => {
    const { user, system } = process.threadCpuUsage(before)
    longestTurn = Math.max(longestTurn, (user + system) / 1000)
    before = process.threadCpuUsage()
  }
  setInterval(turns, 5).unref()
  const answers: { [Q in Question]: () => Answers[Q] | Promise<Answers[Q]> } = {
    memory: async () => {
      // Twice, with a while in between: V8 gives pages back in the background.
      for (let time = 0; time < 2; time++) {
        collect.postMessage('now')
        globalThis.gc?.()
        await delay(500)
      }
      const { rss, heapUsed, external } = process.memoryUsage()
      return { resident: rss, held: heapUsed + external }
    },
    pause: () => {
      const pause = pauses.max / 1e6
      pauses.reset()
      return pause
    },
    turn: () => {
      turns()
      const turn = longestTurn
      longestTurn = 0
      return turn
    },
  }
  process.on('message', async (question: Question) => {
    process.send?.({ answer: await answers[question]() })
  })
  process.channel?.unref()
}
