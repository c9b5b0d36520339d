/** Tells one client that its connection will be cut after so long. */
export type Tell = (withinMs: number) => void

export interface Life {
  /** The login by which the client came ends after so long, and is renewed where the client connects anew. */
  loginEndsInMs: number
}

/** Who is told to move to another connection, and when. */
export interface HandOvers {
  /** A connection begins. Returns what is to be called at its end. */
  connected(tell: Tell, life?: Life): () => void
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
  timer?: NodeJS.Timeout
}

/** So much of its age is left to a connection when it is told: clients move at random moments of that, and so do not come
 *  to another node together, though a node before may have been restarted, and all of them came at once. */
const leastNotice = 0.1
const mostNotice = 0.15
/** So much of a login's life has passed when its connection is told, and by when it should have moved: what is left is for a move
 *  that takes its time. */
const loginUsed = 0.7
const loginUsedUp = 0.9
const sweepsPerAge = 100
const longestSweepInMs = 10_000

/** One sweep for all connections, and no timer for each. A connection should be given up when it is `maxAgeInMs` old. */
export function openHandOvers({ maxAgeInMs }: { maxAgeInMs: number }): HandOvers {
  const connections = new Set<Aging>()
  let drainedAt: number | undefined
  let awayWithinMs: number | undefined

  const sweep = () => {
    const now = performance.now()
    for (const connection of connections) if (connection.tellAt <= now) tellNow(connection)
  }
  const tellNow = (connection: Aging) => {
    connection.tellAt = Number.POSITIVE_INFINITY
    connection.tell(leftUntil(connection.endsAt))
  }
  const sweepInMs = Math.min(longestSweepInMs, maxAgeInMs / sweepsPerAge)
  const sweeping = setInterval(sweep, sweepInMs).unref()

  return {
    connected: (tell, life) => {
      if (drainedAt !== undefined) {
        // A balancer may not have heard yet that this node takes nobody any more.
        tell(leftUntil(drainedAt))
        return () => {}
      }
      const connection: Aging = { tell, ...whenToTell(maxAgeInMs, life) }
      connections.add(connection)
      // A short life would be over before the next sweep but one.
      if (connection.endsAt - connection.tellAt < 2 * sweepInMs) {
        const inMs = Math.max(0, connection.tellAt - performance.now())
        connection.tellAt = Number.POSITIVE_INFINITY
        connection.timer = setTimeout(tellNow, inMs, connection).unref()
      }
      if (awayWithinMs !== undefined) tell(awayWithinMs)
      return () => {
        clearTimeout(connection.timer)
        connections.delete(connection)
      }
    },
    drain: withinMs => {
      drainedAt ??= performance.now() + withinMs
      clearInterval(sweeping)
      for (const { tell, timer } of connections) {
        clearTimeout(timer)
        tell(leftUntil(drainedAt))
      }
      connections.clear()
    },
    sendAway: withinMs => {
      awayWithinMs = withinMs
      for (const { tell } of connections) tell(withinMs)
      return () => {
        awayWithinMs = undefined
      }
    },
    close: () => {
      clearInterval(sweeping)
      for (const { timer } of connections) clearTimeout(timer)
    },
  }
}

/** At whichever comes first: the connection grows old, or its login does. */
function whenToTell(
  maxAgeInMs: number,
  { loginEndsInMs }: Life = { loginEndsInMs: Number.POSITIVE_INFINITY },
): Pick<Aging, 'tellAt' | 'endsAt'> {
  const now = performance.now()
  const notice = leastNotice + Math.random() * (mostNotice - leastNotice)
  const old = { tellAt: now + maxAgeInMs * (1 - notice), endsAt: now + maxAgeInMs }
  const tellAt = now + loginUsed * loginEndsInMs
  return tellAt < old.tellAt ? { tellAt, endsAt: now + loginUsedUp * loginEndsInMs } : old
}

function leftUntil(moment: number): number {
  return Math.max(0, Math.round(moment - performance.now()))
}
