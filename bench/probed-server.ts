import { once } from 'node:events'
import { join } from 'node:path'
import { startServer, type TestServer } from '../e2e/support/start-server.ts'
import type { Answers, Question } from './probe.ts'
import { cpuSeconds } from './process-stats.ts'
import { delivered } from './systems.ts'

/** A Quire server that can be asked about itself. */
export interface ProbedServer extends TestServer {
  ask<Q extends Question>(question: Q): Promise<Answers[Q]>
  cpuSeconds(): number
}

export async function startProbedServer(options: string[] = []): Promise<ProbedServer> {
  const nodeArguments = [...options, '--expose-gc', '--import', join(import.meta.dirname, 'probe.ts')]
  const server = await startServer({ from: delivered, nodeArguments })
  return Object.assign(server, {
    cpuSeconds: () => cpuSeconds(server.pid),
    ask: async <Q extends Question>(question: Q): Promise<Answers[Q]> => {
      const answered = once(server.process, 'message')
      server.process.send(question)
      const [{ answer }] = (await answered) as [{ answer: Answers[Q] }]
      return answer
    },
  })
}
