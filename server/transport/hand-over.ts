/** Tells one client that its connection will be cut after so long. */
export type Tell = (withinMs: number) => void

/** Who is told to move to another connection, and when. */
export interface HandOvers {
  /** A connection begins. Returns what is to be called at its end. */
  connected(tell: Tell): () => void
  /** Tells everybody now, and whoever comes yet: this node is going. */
  drain(withinMs: number): void
  /** The same, for as long as this node is of no use; connections that come back grow old like others. Returns what ends it. */
  sendAway(withinMs: number): () => void
  close(): void
}

interface Aging {
  tell: Tell
  /** By `performance.now()`. */
  tellAt: number
  endsAt: number
}

/** So much of its age is left to a connection when it is told: clients move at random moments of that, and so do not come
 *  to another node together, though a node before may have been restarted, and all of them came at once. */
const leastNotice = 0.1
const mostNotice = 0.15
const sweepsPerAge = 100
const longestSweepInMs = 10_000

/** One sweep for all connections, and no timer for each. A connection should be given up when it is `maxAgeInMs` old. */
export function openHandOvers({ maxAgeInMs }: { maxAgeInMs: number }): HandOvers {
  const connections = new Set<Aging>()
  let drainedAt: number | undefined
  let awayWithinMs: number | undefined

  const sweep = () => {
    const now = performance.now()
    for (const connection of connections) {
      if (connection.tellAt > now) continue
      connection.tellAt = Number.POSITIVE_INFINITY
      connection.tell(leftUntil(connection.endsAt))
    }
  }
  const sweeping = setInterval(sweep, Math.min(longestSweepInMs, maxAgeInMs / sweepsPerAge)).unref()

  return {
    connected: tell => {
      if (drainedAt !== undefined) {
        // A balancer may not have heard yet that this node takes nobody any more.
        tell(leftUntil(drainedAt))
        return () => {}
      }
      const notice = leastNotice + Math.random() * (mostNotice - leastNotice)
      const endsAt = performance.now() + maxAgeInMs
      const connection: Aging = { tell, tellAt: endsAt - notice * maxAgeInMs, endsAt }
      connections.add(connection)
      if (awayWithinMs !== undefined) tell(awayWithinMs)
      return () => connections.delete(connection)
    },
    drain: withinMs => {
      drainedAt ??= performance.now() + withinMs
      clearInterval(sweeping)
      for (const { tell } of connections) tell(leftUntil(drainedAt))
      connections.clear()
    },
    sendAway: withinMs => {
      awayWithinMs = withinMs
      for (const { tell } of connections) tell(withinMs)
      return () => {
        awayWithinMs = undefined
      }
    },
    close: () => clearInterval(sweeping),
  }
}

function leftUntil(moment: number): number {
  return Math.max(0, Math.round(moment - performance.now()))
}
