import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Answer, LoadCommands } from './load-commands.ts'

type Waiting = { resolve: (result: never) => void; reject: (error: Error) => void }

/** People in a process of their own, so that their work is not the server's, nor the measuring one's. */
export class LoadProcess {
  readonly #child: ChildProcess = fork(join(import.meta.dirname, 'load.ts'), { serialization: 'advanced' })
  readonly #waiting = new Map<number, Waiting>()
  #calls = 0

  constructor() {
    this.#child.on('message', (answer: Answer) => {
      const waiting = this.#waiting.get(answer.call)
      this.#waiting.delete(answer.call)
      if ('error' in answer) waiting?.reject(new Error(answer.error))
      else waiting?.resolve(answer.result as never)
    })
    this.#child.once('close', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('A load process has ended'))
    })
  }

  call<Command extends keyof LoadCommands>(
    command: Command,
    ...[argument]: Parameters<LoadCommands[Command]>
  ): ReturnType<LoadCommands[Command]> {
    const call = this.#calls++
    const answer = new Promise((resolve, reject) => this.#waiting.set(call, { resolve, reject }))
    this.#child.send({ call, command, argument })
    return answer as ReturnType<LoadCommands[Command]>
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const ended = once(this.#child, 'close')
    this.#child.kill()
    await ended
  }
}
