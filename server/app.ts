import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { type FastifyBaseLogger, fastify, LogController } from 'fastify'
import { AccessChanges } from './access/access-changes.ts'
import { isInside, Limits } from './access/limits.ts'
import { openIdentity } from './access/open-identity.ts'
import { openRights } from './access/open-rights.ts'
import type { Config } from './config.ts'
import { drain } from './drain.ts'
import { openFiles } from './files/files.ts'
import { changesRoute } from './http/changes/changes.ts'
import { FeedCounts } from './http/changes/feed-counts.ts'
import { clientFiles } from './http/client-files.ts'
import { openClientOf } from './http/client-of.ts'
import { connectionsOf } from './http/connections.ts'
import { documentRoutes } from './http/documents.ts'
import { openDoorkeeper } from './http/doorkeeper.ts'
import { type Door, keepDoors } from './http/doors.ts'
import { answerErrors } from './http/errors.ts'
import { fileRoute } from './http/files/file-route.ts'
import { uploadRoutes } from './http/files/upload-routes.ts'
import { openFrontDoor } from './http/front-door.ts'
import { healthRoutes } from './http/health.ts'
import { listen } from './http/listen.ts'
import { loginRoutes } from './http/login-routes.ts'
import { metricsRoute } from './http/metrics.ts'
import { sharingRoutes } from './http/sharing.ts'
import { snapshotRoute } from './http/snapshot.ts'
import { askWho } from './http/who-asks.ts'
import { journalOfLog } from './journal-of-log.ts'
import { journalOptions } from './journal-options.ts'
import { openLog } from './log/open-log.ts'
import type { Tables } from './log/tables.ts'
import { reasonOf } from './reason-of.ts'
import { type Chat, ChatStore } from './sync/chat/chat-store.ts'
import { Feeds } from './sync/feeds/feeds.ts'
import { shareAccessNews } from './transport/access-news.ts'
import { openSocketServer } from './transport/socket-server.ts'
import { watchStore } from './transport/store-watch.ts'

export interface App {
  /** Where it listens, for people to open. */
  readonly address: string
  /** Every route, and what it asks. */
  readonly doors: readonly Door[]
  /** What it uses, a line each. */
  readonly description: readonly string[]
  /** Takes nobody any more, and sends everybody to the other nodes, where there can be some. */
  drain(): Promise<void>
  /** Stops listening, ends the connections, finishes what was accepted. */
  close(): Promise<void>
}

export interface AppOptions {
  /** The log can no longer promise anything: the process must end. */
  onFatal: (error: Error, journal: FastifyBaseLogger) => void
  /** Another log than the configured one. */
  openLog?: typeof openLog
  /** Another chat than the one in the log's database. */
  openChat?: (tables: Tables) => Chat
}

/** What a node without Redis hears of others. */
const withoutRedis = {
  own: 'in memory (one node)',
  shared:
    'in memory; what other nodes on this database write comes within seconds, their people are not seen (REDIS_URL)',
}

/** What is changed of who may do what is known to every node within two seconds, or nothing is saved there. */
const maxBlindMs = 1_500

/** A client whose network stands still would hold up the end for half a minute. */
const partingInMs = 1_000

/**
 * Wires the parts of one node and starts to listen.
 * @throws {Error} with a sentence that says what to do
 */
export async function openApp(
  config: Config,
  { onFatal, openLog: open = openLog, openChat = tables => new ChatStore(tables) }: AppOptions,
): Promise<App> {
  const http = fastify({
    logger: journalOptions(config.logLevel),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 64 * 1024,
    forceCloseConnections: true,
    // Whoever speaks by the drop. The largest packet takes two minutes at 256 kbit/s.
    requestTimeout: 180_000,
    // An e-mail address, as it is written in a path.
    routerOptions: { maxParamLength: 300 },
    http: { headersTimeout: 10_000, connectionsCheckingInterval: 2_000 },
  })
  const journal = http.log
  const { redisUrl } = config
  if (redisUrl !== undefined) {
    const { knockAtRedis } = await import('./transport/knock-at-redis.ts')
    await knockAtRedis(redisUrl)
  }
  const log = await open({
    databaseUrl: config.databaseUrl,
    path: join(config.dataDir, 'quire.sqlite'),
    onFatal: error => onFatal(error, journal),
    ...journalOfLog(journal),
  })
  const clientOf = openClientOf(config.trustedProxies)
  const limits = new Limits((limit, of) => journal.warn({ limit, of }, 'Turned away who did too much.'))
  answerErrors(http)
  const { tables, shared: isShared } = log
  const isSecure = (request: IncomingMessage) =>
    config.publicOrigin?.startsWith('https:') === true || clientOf(request).scheme === 'https'
  const changes = await AccessChanges.open({
    tables,
    isShared,
    onTrouble: error =>
      journal.warn({ reason: reasonOf(error) }, 'Changes of who may do what are not heard.'),
  })
  const identities = await openIdentity({ ...config, tables, changes, isSecure, journal })
  const { mode } = identities
  const rights = openRights({ tables, changes, mode, journal })
  askWho(http, identities.identity, limits)
  const doors = keepDoors(http, rights.access)
  loginRoutes(http, { ...identities, isSecure })
  let isDraining = false
  const cluster =
    redisUrl === undefined
      ? undefined
      : (await import('./transport/cluster.ts')).openCluster(redisUrl, journal)
  const stopAccessNews = cluster && shareAccessNews(cluster, changes)
  healthRoutes(http, () => ({
    isDraining,
    isCutOff: store?.isCutOff ?? false,
    store: log.awayInMs === 0 ? 'reachable' : 'away',
    redis: cluster && (cluster.redis.isConnected ? 'reachable' : 'away'),
  }))
  documentRoutes(http, { log, ...rights, limits, onDeleted: rights.erase })
  snapshotRoute(http, log)
  const { connectionMaxAgeInMs } = config
  const feeds = new Feeds({ log, rooms: () => sockets.rooms })
  const counts = new FeedCounts()
  const addressOf = (request: IncomingMessage) => clientOf(request).address
  changesRoute(http, { feeds, counts, ...rights, limits, addressOf, connectionMaxAgeInMs })
  const files = openFiles({
    ...config.files,
    tables,
    isShared,
    onTrouble: error =>
      journal.warn({ reason: reasonOf(error) }, 'What is left of files could not be removed.'),
    onAway: error => journal.warn({ reason: reasonOf(error) }, 'The files are not to be had.'),
  })
  uploadRoutes(http, { ...files, ...rights })
  fileRoute(http, { ...files, ...rights, tables })
  sharingRoutes(http, { tables, ...rights, canInvite: mode !== 'guest' })
  metricsRoute(http, {
    read: () => ({
      connections: sockets.population,
      refused: limits.refused,
      held: counts.held,
      deliveries: counts.deliveries,
      uploads: { open: files.uploads.open, ...files.uploads.counts },
    }),
    // By way of a proxy that nobody named, everybody would seem to be inside.
    mayRead: ({ raw, headers }) =>
      headers['x-forwarded-for'] === undefined && isInside(clientOf(raw).address),
  })
  await clientFiles(
    http,
    join(import.meta.dirname, import.meta.url.endsWith('.ts') ? '../dist/client' : '../client'),
    config,
  )
  await http.ready()
  const sockets = openSocketServer(http.server, {
    log,
    chat: openChat(tables),
    journal,
    connectionMaxAgeInMs,
    cluster,
    limits,
    identity: identities.identity,
    permits: rights.permits,
    isBlind: () => changes.blindForMs > maxBlindMs,
    addressOf,
    vouchedName: user => identities.users.vouchedName(user),
    hasBecome: (guest, person) => identities.users.hasBecome(guest, person),
  })
  const store =
    cluster &&
    watchStore({
      ...cluster,
      log,
      onChange: isCutOff => {
        if (isCutOff) journal.warn({}, 'Other nodes have the database: people are sent to them.')
        else journal.info({}, 'People may stay again.')
        sockets.sendAway(isCutOff)
      },
    })
  openFrontDoor(http.server, openDoorkeeper({ ...config, clientOf, limits, journal }))
  const connections = connectionsOf(http.server)
  const closeParts = async () => {
    identities.close()
    await rights.close()
    await files.close()
    store?.close()
    stopAccessNews?.()
    await cluster?.close()
    await log.close()
  }
  const address = await listen(http, config).catch(async (error: unknown) => {
    await sockets.close()
    await closeParts()
    throw error
  })
  return {
    address,
    doors,
    description: [
      `store    ${log.description}`,
      `files    ${files.description}`,
      `fan-out  ${cluster ? 'Redis' : withoutRedis[log.shared ? 'shared' : 'own']}`,
    ],
    drain: async () => {
      isDraining = true
      const connected = sockets.population
      // A log that is this node's alone has its people wait for this node.
      journal.info({ connected }, log.shared ? 'Drains: people are sent to other nodes.' : 'Ends.')
      if (log.shared) await drain({ sockets, feeds, uploads: files.uploads, connections })
    },
    close: async () => {
      isDraining = true
      const cutting = setTimeout(connections.cut, partingInMs)
      feeds.close()
      files.uploads.close()
      await sockets.close()
      await http.close()
      clearTimeout(cutting)
      await closeParts()
      journal.info({}, 'Has ended.')
    },
  }
}
