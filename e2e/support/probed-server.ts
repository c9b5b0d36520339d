import { once } from 'node:events'
import { join } from 'node:path'
import type { Answers, Question } from './probe.ts'
import { type ServerOptions, startServer, type TestServer } from './start-server.ts'

/** A server that can be asked about itself. */
export interface ProbedServer extends TestServer {
  ask<Q extends Question>(question: Q): Promise<Answers[Q]>
}

export async function startProbedServer(options: ServerOptions = {}): Promise<ProbedServer> {
  const probe = ['--expose-gc', '--import', join(import.meta.dirname, 'probe.ts')]
  const server = await startServer({
    ...options,
    nodeArguments: [...(options.nodeArguments ?? []), ...probe],
  })
  return Object.assign(server, {
    ask: async <Q extends Question>(question: Q): Promise<Answers[Q]> => {
      const answered = once(server.process, 'message')
      server.process.send(question)
      const [{ answer }] = (await answered) as [{ answer: Answers[Q] }]
      return answer
    },
  })
}
