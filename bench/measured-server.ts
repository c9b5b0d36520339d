import { type ProbedServer, startProbedServer } from '../e2e/support/probed-server.ts'
import { cpuSeconds } from './process-stats.ts'
import { delivered } from './systems.ts'

/** The delivered server, which can be asked about itself, and what it costs. */
export interface MeasuredServer extends ProbedServer {
  cpuSeconds(): number
}

export async function startMeasuredServer(nodeArguments: string[] = []): Promise<MeasuredServer> {
  const server = await startProbedServer({ from: delivered, nodeArguments })
  return Object.assign(server, { cpuSeconds: () => cpuSeconds(server.pid) })
}
