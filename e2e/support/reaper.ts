import { setTimeout as delay } from 'node:timers/promises'
import type { Haproxy } from './haproxy.ts'

/** A platform that lets nothing live longer than so long. */
export interface Reaper {
  /** How many it has cut. */
  readonly cuts: number
  stop(): Promise<void>
}

/** Cuts every request and every WebSocket that passes the balancer for as long as that. */
export function openReaper(balancer: Haproxy, { maxAgeInS }: { maxAgeInS: number }): Reaper {
  let cuts = 0
  let stopped = false
  const reap = async () => {
    while (!stopped) {
      const old = (await balancer.streams()).filter(({ ageInS }) => ageInS >= maxAgeInS)
      await balancer.cut(old)
      cuts += old.length
      await delay(100)
    }
  }
  const reaping = reap()
  return {
    get cuts() {
      return cuts
    },
    stop: () => {
      stopped = true
      return reaping
    },
  }
}
