import type { FastifyInstance } from 'fastify'

/** What a node knows of itself. */
export interface Condition {
  isDraining: boolean
  /** The store is away from this node, and others have it. */
  isCutOff?: boolean
  store: Reachability
  /** Of the way to the other nodes, where there is one. */
  redis?: Reachability | undefined
}

export type Reachability = 'reachable' | 'away'

/**
 * For balancers: whether the process lives, and whether it should be sent people. It listens only once its store is there, in the
 * right shape; that it answers shows that its event loop turns, and a balancer gives up one that answers too late. A store or a
 * Redis that is away takes no node out: it would take out all of them at once, and with them what still works. A node whose store is
 * away while others have it is another matter. What is said beside the status is for people.
 */
export function healthRoutes(http: FastifyInstance, conditionOf: () => Condition): void {
  const pauses = watchPauses()
  http.addHook('onClose', async () => pauses.close())
  http.get('/health/live', { config: { asks: 'nothing' } }, async () => ({ status: 'live' }))
  http.get('/health/ready', { config: { asks: 'nothing' } }, async (_request, answer) => {
    const { isDraining, isCutOff = false, ...parts } = conditionOf()
    answer.code(isDraining || isCutOff ? 503 : 200).header('cache-control', 'no-store')
    return {
      status: isDraining ? 'draining' : isCutOff ? 'cut off' : 'ready',
      ...parts,
      longestPauseInMs: pauses.longestInMs,
    }
  })
}

const tickInMs = 100
const ticksInWindow = 100

/** How long the event loop stood still at the most, in this window of time and the one before. */
function watchPauses() {
  let [before, now] = [0, 0]
  let ticks = 0
  let due = performance.now() + tickInMs
  const tick = () => {
    now = Math.max(now, performance.now() - due)
    due = performance.now() + tickInMs
    if (++ticks % ticksInWindow === 0) [before, now] = [now, 0]
  }
  const ticking = setInterval(tick, tickInMs).unref()
  return {
    get longestInMs() {
      return Math.round(Math.max(before, now))
    },
    close: () => clearInterval(ticking),
  }
}
