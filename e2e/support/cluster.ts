import { type Haproxy, startHaproxy } from './haproxy.ts'
import { type Postgres, startPostgres } from './postgres.ts'
import { createDocument } from './raw-client.ts'
import { type Redis, startRedis } from './redis.ts'
import { type ServerOptions, startServer, type TestServer } from './start-server.ts'
import { openTcpProxy, type TcpProxy } from './tcp-proxy.ts'

export interface ClusterOptions {
  /** How many nodes there are to begin with. */
  nodes?: number
  /** The balancer keeps clients where they were, by a cookie. Without, every request goes to the next node. */
  affinity?: boolean
  /** For every node, beside the addresses of what they share. */
  env?: Record<string, string>
  /** Another program in place of Quire's own, which takes the same environment. */
  program?: string
  /** Gives every node lines of its own to Postgres and Redis, which may fail. */
  ownLines?: boolean
}

/** One server of several. */
export interface ClusterNode {
  /** May be killed and started again, like any other. */
  readonly server: TestServer
  /** Where nodes were given lines of their own. */
  readonly toPostgres: TcpProxy | undefined
  readonly toRedis: TcpProxy | undefined
  stop(): Promise<void>
}

/** Nodes of Quire behind a balancer, and what they share. All of it real, and mortal. */
export interface Cluster {
  /** The balancer's: what clients know. */
  readonly url: string
  readonly balancer: Haproxy
  readonly postgres: Postgres
  readonly redis: Redis
  /** The database that the nodes share. */
  readonly databaseUrl: string
  readonly nodes: readonly ClusterNode[]
  /** What every node there has been has said, beyond that it is there. */
  journal(): string[]
  newDocument(): Promise<string>
  /** One more, on the balancer's list. */
  addNode(): Promise<ClusterNode>
  /** Asks a node to end, as a platform does that needs fewer; takes it off the list when it has. Gives its exit code. */
  removeNode(node: ClusterNode): Promise<number | null>
  stop(): Promise<void>
}

export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const { nodes: count = 3, affinity = false, ownLines = false } = options
  const [postgres, redis, balancer] = await Promise.all([
    startPostgres(),
    startRedis(),
    startHaproxy({ affinity }),
  ])
  const databaseUrl = await postgres.createDatabase()
  const nodes: ClusterNode[] = []
  const everyNode: ClusterNode[] = []
  const addNode = async () => {
    const start = ownLines ? startNodeOnLines : startNode
    const node = await start({ postgres, redis, databaseUrl }, options)
    nodes.push(node)
    everyNode.push(node)
    await balancer.add(node.server.port)
    return node
  }
  await Promise.all(Array.from({ length: count }, addNode))
  return {
    url: balancer.url,
    balancer,
    postgres,
    redis,
    databaseUrl,
    nodes,
    journal: () =>
      everyNode.flatMap(({ server: { lines, port } }) =>
        lines.filter(line => line.startsWith('{')).map(line => `${port} ${line}`),
      ),
    newDocument: () => createDocument(balancer.url),
    addNode,
    removeNode: async node => {
      const code = await node.server.kill('SIGTERM')
      await balancer.remove(node.server.port)
      nodes.splice(nodes.indexOf(node), 1)
      await node.stop()
      return code
    },
    stop: async () => {
      await Promise.all(nodes.map(node => node.stop()))
      await Promise.all([balancer.stop(), redis.stop(), postgres.stop()])
    },
  }
}

interface Shared {
  postgres: Postgres
  redis: Redis
  databaseUrl: string
}

async function startNode({ redis, databaseUrl }: Shared, options: ClusterOptions): Promise<ClusterNode> {
  const server = await startServer(optionsOf(options, { DATABASE_URL: databaseUrl, REDIS_URL: redis.url }))
  return { server, toPostgres: undefined, toRedis: undefined, stop: () => server.stop() }
}

async function startNodeOnLines(shared: Shared, options: ClusterOptions): Promise<ClusterNode> {
  const [toPostgres, toRedis] = await Promise.all([lineTo(shared.postgres), lineTo(shared.redis)])
  const addresses = {
    DATABASE_URL: through(shared.databaseUrl, toPostgres),
    REDIS_URL: through(shared.redis.url, toRedis),
  }
  const server = await startServer(optionsOf(options, addresses))
  const lines = [toPostgres, toRedis]
  const stop = async () => {
    await server.stop()
    await Promise.all(lines.map(line => line.close()))
  }
  return { server, toPostgres, toRedis, stop }
}

function optionsOf({ env, program }: ClusterOptions, addresses: Record<string, string>): ServerOptions {
  return { env: { ...addresses, ...env }, ...(program !== undefined && { program }) }
}

function lineTo({ port }: { port: number }): Promise<TcpProxy> {
  return openTcpProxy({ port, anyProtocol: true })
}

function through(address: string, { port }: TcpProxy): string {
  const url = new URL(address)
  url.port = String(port)
  return url.href
}
