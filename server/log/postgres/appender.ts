import { setTimeout as pause } from 'node:timers/promises'
import { type Batch, type Committed, overtaken, rowsOf } from '../batch.ts'
import { LogAway } from '../log.ts'
import { appendStatement, list, type Moved } from './append-statement.ts'
import { Company } from './company.ts'
import { asLogError, away, meansAgain, meansLost, meansReadOnly } from './errors.ts'
import type { Link } from './link.ts'
import { type Backend, backendStart, type Session } from './session.ts'

/** The server gives up a statement that takes longer: nothing of it is in the log then. */
export const statementWithinMs = 3000
/** A server that has said neither yes nor no by now is not there any more. */
const answerWithinMs = 4000
/** How often a statement that was carried back is tried again. */
const maxTries = 3

/** What became of a batch, and how its documents have moved. */
export interface Appended extends Committed {
  moved: readonly Moved[]
}

/**
 * Commits batches, one after the other, each exactly once as long as it has the time for it.
 *
 * A session that is lost in the middle of a commit leaves it open whether that is in the log. Appending it again would do no
 * harm to readers, for Yjs updates may be applied twice, but numbers would be spent, and whoever sent it would find
 * it twice. So the next session first sees to it that the server's end of the lost one is gone, and with it every doubt, and
 * then looks for the batch: whole or not at all, by its time and its senders' own numbers.
 */
export class Appender {
  readonly #link: Link
  readonly #patienceMs: number
  readonly #company = new Company()
  /** The server's ends of lost sessions that may still be at work on a batch. */
  #doubtful: Backend[] = []

  constructor(link: Link, { patienceMs }: { patienceMs: number }) {
    this.#link = link
    this.#patienceMs = patienceMs
  }

  /** @throws {LogFull} @throws {LogAway} */
  async commit(batch: Batch): Promise<Appended> {
    const at = Date.now()
    const expected = this.#company.expected(batch)
    const deadline = performance.now() + this.#patienceMs
    let isSent = false
    for (let tries = 1; ; ) {
      const session = await this.#link.session()
      try {
        if (this.#doubtful.length > 0) await this.#endDoubts(session, deadline)
        const found = isSent ? await find(session, batch, at) : undefined
        if (found !== undefined) return this.#committed(batch, found)
        isSent = true
        const statement = appendStatement({ batch, at, expected })
        return this.#committed(batch, await session.ask<Moved>(statement, answerWithinMs))
      } catch (error) {
        if (meansLost(error)) this.#doubtful.push(session.backend)
        if (performance.now() > deadline || !isWorthAnother(error, tries)) throw refused(error)
        if (meansAgain(error)) tries++
      }
    }
  }

  #committed(batch: Batch, answered: readonly Moved[]): Appended {
    const heads = batch.documents.map(() => 0)
    for (const { place, head } of answered) heads[place - 1] = head
    const moved = answered.filter(({ head }) => head !== overtaken)
    this.#company.committed(batch, moved)
    return { heads, due: [], moved }
  }

  async #endDoubts(session: Session, deadline: number): Promise<void> {
    const pids = list(this.#doubtful.map(({ pid }) => pid))
    const startedAts = this.#doubtful.map(({ startedAt }) => startedAt)
    const query = { name: 'end-doubts', text: endBackends, values: [pids, startedAts] }
    while ((await session.ask(query, answerWithinMs)).length > 0) {
      if (performance.now() > deadline) throw away('a lost session does not end')
      await pause(20)
    }
    this.#doubtful = []
  }
}

function isWorthAnother(error: unknown, tries: number): boolean {
  if (error instanceof LogAway) return false
  // A server that takes no writes is left for another by the link.
  return meansLost(error) || meansReadOnly(error) || (meansAgain(error) && tries < maxTries)
}

/** Gives those that are still there. One that is in the middle of its commit finishes that first. */
const endBackends = `
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE (pid, ${backendStart}) IN (SELECT * FROM unnest($1::int[], $2::text[]))`

/** By its last update in each document. */
const findBatch = `
SELECT place::int, d.key, (
  SELECT max(seq) FROM updates AS u
  WHERE u.document = d.key AND u.session = last.session AND u.n = last.n AND u.at = $4
) AS head
FROM unnest($1::text[], $2::bigint[], $3::bigint[]) WITH ORDINALITY AS last (id, session, n, place)
JOIN documents AS d ON d.id = last.id`

/** A batch is in the log as a whole, or not: undefined.
 *  @throws {LogAway} when it is, and a part of it has been folded away since: nobody knows that part's numbers */
async function find(session: Session, batch: Batch, at: number): Promise<Moved[] | undefined> {
  const last = batch.documents.map(() => ({ session: 0, n: 0 }))
  for (const row of rowsOf(batch)) last[row.place - 1] = row
  const values = [
    batch.documents.map(document => document.id),
    list(last.map(row => row.session)),
    list(last.map(row => row.n)),
    at,
  ]
  const query = { name: 'find-batch', text: findBatch, values }
  const known = await session.ask<Omit<Moved, 'head'> & { head: number | null }>(query, answerWithinMs)
  const moved = known.flatMap(({ head, ...rest }) => (head === null ? [] : { ...rest, head }))
  if (moved.length === 0) return undefined
  if (moved.length < known.length) throw away('what was committed has been folded away')
  return moved
}

/** Whatever Postgres says no to, it has carried back: nothing of it is in the log, and the process may go on. */
function refused(error: unknown): unknown {
  const known = asLogError(error)
  return known === error ? away(error) : known
}
