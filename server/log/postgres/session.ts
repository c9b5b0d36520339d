import { Socket } from 'node:net'
import { Client, type QueryConfig } from 'pg'
import { connectionTo, sessionSettings } from './connection.ts'
import { meansLost, meansReadOnly } from './errors.ts'

/** The server's process behind a session. */
export interface Backend {
  pid: number
  /** Tells it from a later process of the same number. */
  startedAt: string
}

export interface SessionOptions {
  url: string
  /** The server gives up a statement that takes longer. */
  statementWithinMs: number
  /** The session is over, for whatever reason; told once, before whoever waits for an answer hears of it. */
  onLost: (error: Error) => void
}

/** One connection, which ends at the first sign that it is not what it was: another one is soon made. */
export class Session {
  /** Known when the session is open. */
  backend: Backend = { pid: 0, startedAt: '' }
  readonly #client: Client
  readonly #socket: Socket
  readonly #onLost: (error: Error) => void
  #asking = 0
  #over = false
  /** When it last answered, on `performance.now()`'s clock. */
  #answeredAt = performance.now()

  private constructor({ url, onLost }: SessionOptions) {
    this.#onLost = onLost
    this.#socket = new Socket()
    this.#client = new Client({ ...connectionTo(url), stream: () => this.#socket })
    this.#client.on('error', error => this.#lose(error))
    this.#client.on('end', () => this.#lose(new Error('the connection ended')))
  }

  static async open(options: SessionOptions): Promise<Session> {
    const session = new Session(options)
    try {
      await session.#client.connect()
      await session.ask({ text: sessionSettings(options) }, options.statementWithinMs)
      const [backend] = await session.ask<Backend>({ text: ownBackend }, options.statementWithinMs)
      if (backend !== undefined) session.backend = backend
      return session
    } catch (error) {
      session.end()
      throw error
    }
  }

  /** How long nothing has been asked of it, or come back. */
  get quietForMs(): number {
    return this.#asking > 0 ? 0 : performance.now() - this.#answeredAt
  }

  /** Rows of one statement. The session is over when the answer is not there in time. */
  async ask<Row extends object>(query: QueryConfig<unknown[]>, withinMs: number): Promise<Row[]> {
    const silent = new Error(`no answer within ${withinMs} ms`)
    // An answer may have come while this process itself stood still: it is heard before the session is given up.
    const timer = setTimeout(() => setImmediate(() => isOpen && this.#lose(silent)), withinMs)
    let isOpen = true
    this.#asking++
    try {
      const { rows } = await this.#client.query<Row>(query)
      this.#answeredAt = performance.now()
      return rows
    } catch (error) {
      if (meansLost(error) || meansReadOnly(error)) this.#lose(error instanceof Error ? error : silent)
      throw error
    } finally {
      this.#asking--
      isOpen = false
      clearTimeout(timer)
    }
  }

  /** Hangs up. Nobody is told. */
  end(): void {
    this.#over = true
    // A goodbye would wait for an answer, perhaps for ever. Without it the server finds the connection closed.
    this.#socket.destroy()
    this.#client.end().catch(() => {}) // it is over either way
  }

  #lose(error: Error): void {
    if (this.#over) return
    this.end()
    this.#onLost(error)
  }
}

/** As text that is the same in every session. */
export const backendStart = `to_char(backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')`

const ownBackend = `
SELECT pid, ${backendStart} AS "startedAt" FROM pg_stat_activity WHERE pid = pg_backend_pid()`
