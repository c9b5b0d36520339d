import { extname } from 'node:path'
import { parentPort, Worker } from 'node:worker_threads'

/**
 * What a thread does for another: functions of one value, called by their names. A thread answers one call after the
 * other, in the order in which they were made.
 */
export type Calls<Api> = { [Name in keyof Api]: (input: never) => unknown }

export type Input<Api, Name extends keyof Api> = Api[Name] extends (input: infer I) => unknown ? I : never
export type Output<Api, Name extends keyof Api> = Api[Name] extends (input: never) => infer O
  ? Awaited<O>
  : never
type Handlers<Api> = {
  [Name in keyof Api]: (input: Input<Api, Name>) => Output<Api, Name> | Promise<Output<Api, Name>>
}
type Request<Api, Name extends keyof Api = keyof Api> = {
  [N in Name]: { id: number; name: N; input: Input<Api, N> }
}[Name]

type Answer = { id: number; output: unknown } | { id: number; error: Failure } | 'ready'

/** An error on its way between threads: a structured clone would drop its code. */
interface Failure {
  message: string
  stack: string | undefined
  sqliteCode: number | undefined
}

export interface Thread<Api extends Calls<Api>> {
  /** Whole buffers in `input` are handed over, not copied: they are the thread's from then on, as those in its answer are
   *  the caller's.
   *  @throws {ThreadError} what the call threw there, or that the thread has died */
  call<Name extends keyof Api>(name: Name, input: Input<Api, Name>): Promise<Output<Api, Name>>
  /** Lets the thread finish what was asked of it, then ends it. */
  end(): Promise<void>
  /** Ends it at once, in the middle of whatever it does. */
  kill(): Promise<void>
}

/** What went wrong in a thread. */
export class ThreadError extends Error {
  override readonly name = 'ThreadError'
  /** SQLite's extended result code, if it was SQLite that failed. */
  readonly sqliteCode: number | undefined

  constructor({ message, stack, sqliteCode }: Failure) {
    super(message)
    this.sqliteCode = sqliteCode
    if (stack !== undefined) this.stack = stack
  }
}

export interface ThreadOptions {
  /** The module that runs in the thread, without its ending, beside the one that starts it: './x-thread'. */
  module: string
  /** The starting module's `import.meta.url`. */
  beside: string
  /** What the thread finds in `workerData`. */
  given: unknown
  /** It ended though nobody asked it to. Calls under way are rejected. */
  onDeath?: ((error: ThreadError) => void) | undefined
  maxHeapMb?: number | undefined
}

/** Resolves when the thread is ready to be called: when its module has reached `serve`.
 *  @throws {ThreadError} what its module threw */
export async function startThread<Api extends Calls<Api>>(options: ThreadOptions): Promise<Thread<Api>> {
  const { given, maxHeapMb } = options
  const worker = new Worker(moduleUrl(options.module, options.beside), {
    workerData: given,
    ...(maxHeapMb === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: maxHeapMb } }),
  })
  const thread = new CalledThread<Api>(worker, options.onDeath)
  await thread.ready
  return thread
}

/** A module beside another, in whatever form that one runs: TypeScript from the sources, JavaScript from a build. */
function moduleUrl(module: string, beside: string): URL {
  return new URL(module + extname(new URL(beside).pathname), beside)
}

interface Pending {
  resolve: (output: unknown) => void
  reject: (error: ThreadError) => void
}

class CalledThread<Api extends Calls<Api>> implements Thread<Api> {
  readonly ready: Promise<void>
  readonly #worker: Worker
  readonly #pending = new Map<number, Pending>()
  readonly #exited: Promise<void>
  #lastId = 0
  #ending = false
  #death: ThreadError | undefined

  constructor(worker: Worker, onDeath: ((error: ThreadError) => void) | undefined) {
    this.#worker = worker
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.ready = promise
    const die = (error: ThreadError) => {
      if (this.#death !== undefined) return
      this.#death = error
      reject(error)
      for (const pending of this.#pending.values()) pending.reject(error)
      this.#pending.clear()
      if (!this.#ending) onDeath?.(error)
    }
    this.#exited = new Promise(exited => {
      worker.once('exit', code => {
        die(
          new ThreadError({ message: `the thread ended (${code})`, stack: undefined, sqliteCode: undefined }),
        )
        exited()
      })
    })
    worker.on('error', (error: unknown) => die(new ThreadError(describeFailure(error))))
    worker.on('message', (answer: Answer) => {
      if (answer === 'ready') resolve()
      else this.#settle(answer)
    })
  }

  call<Name extends keyof Api>(name: Name, input: Input<Api, Name>): Promise<Output<Api, Name>> {
    if (this.#death !== undefined) return Promise.reject(this.#death)
    const id = ++this.#lastId
    const request: Request<Api, Name> = { id, name, input }
    return new Promise((resolve, reject) => {
      // The thread's `serve` gave it, by the same `Api`.
      this.#pending.set(id, { resolve: output => resolve(output as Output<Api, Name>), reject })
      this.#worker.postMessage(request, buffersOf(input))
    })
  }

  async end(): Promise<void> {
    if (!this.#ending) {
      this.#ending = true
      this.#worker.postMessage('end')
    }
    await this.#exited
  }

  async kill(): Promise<void> {
    this.#ending = true
    await this.#worker.terminate()
  }

  #settle(answer: Exclude<Answer, 'ready'>): void {
    const pending = this.#pending.get(answer.id)
    this.#pending.delete(answer.id)
    if ('error' in answer) pending?.reject(new ThreadError(answer.error))
    else pending?.resolve(answer.output)
  }
}

/** The other side: answers calls in the thread that this runs in, until it is told to end. */
export function serve<Api extends Calls<Api>>(handlers: Handlers<Api>, end: () => void): void {
  const port = parentPort
  if (port === null) throw new Error('serve() runs in a worker thread')

  async function run<Name extends keyof Api>({ id, name, input }: Request<Api, Name>): Promise<void> {
    try {
      const output = await handlers[name](input)
      port?.postMessage({ id, output } satisfies Answer, buffersOf(output))
    } catch (error) {
      port?.postMessage({ id, error: describeFailure(error) } satisfies Answer)
    }
  }

  // One after the other: a transaction may span several turns of the event loop, and there is one connection.
  let last = Promise.resolve()
  port.on('message', (request: Request<Api> | 'end') => {
    last = last.then(() => {
      if (request !== 'end') return run(request)
      end()
      port.close()
    })
  })
  port.postMessage('ready' satisfies Answer)
}

/** The buffers of a message, to hand over: its own, its members' and theirs. A view of a part is copied: the rest of its
 *  buffer may be somebody else's. */
function buffersOf(message: unknown, depth = 2, found: ArrayBuffer[] = []): ArrayBuffer[] {
  if (ArrayBuffer.isView(message)) {
    const { buffer, byteLength } = message
    if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) found.push(buffer)
  } else if (depth > 0 && typeof message === 'object' && message !== null && !Array.isArray(message)) {
    for (const member of Object.values(message)) buffersOf(member, depth - 1, found)
  }
  return found
}

function describeFailure(error: unknown): Failure {
  if (!(error instanceof Error)) return { message: String(error), stack: undefined, sqliteCode: undefined }
  const code: unknown = Reflect.get(error, 'errcode')
  return {
    message: error.message,
    stack: error.stack,
    sqliteCode: typeof code === 'number' ? code : undefined,
  }
}
