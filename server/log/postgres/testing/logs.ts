import { expect, onTestFinished } from 'vitest'
import { openTcpProxy, type TcpProxy } from '../../../../e2e/support/tcp-proxy.ts'
import { unpackUpdates } from '../../../../protocol/index.ts'
import type { Log, Tail } from '../../log.ts'
import { openPostgresLog, type PostgresLogOptions } from '../../postgres-log.ts'
import { mustRead, paper, range } from '../../typing.contract.ts'

/** A log for one test, which is closed with it. */
export async function openForTest(url: string, options: Partial<PostgresLogOptions> = {}): Promise<Log> {
  const log = await openPostgresLog({
    url,
    onFatal: error => {
      throw error
    },
    ...options,
  })
  onTestFinished(() => log.close())
  return log
}

/** A network between a log and its database, for one test. */
export async function lineTo(url: string): Promise<{ line: TcpProxy; url: string }> {
  const direct = new URL(url)
  const line = await openTcpProxy({ port: Number(direct.port), anyProtocol: true })
  onTestFinished(() => line.close())
  direct.port = String(line.port)
  return { line, url: direct.href }
}

export const edit = (n: number, session = 7) => ({ session, n, update: Uint8Array.of(n % 256, n >> 8, 1) })

/** The senders' numbers of all that is in the log, which has no gap. */
export async function numbersIn(log: Log): Promise<number[]> {
  const { head, updates } = await mustRead(log, paper, 0)
  const rows = unpackUpdates(updates)
  expect(rows.map(row => row.seq)).toEqual(range(1, head))
  return rows.map(row => row.n)
}

/** Gives up to where its snapshot reaches: from there to the head, nothing may be missing. */
export function mustBeWhole({ head, snapshot, updates }: Tail): number {
  const from = snapshot?.seq ?? 0
  expect(unpackUpdates(updates).map(row => row.seq)).toEqual(range(from + 1, head))
  return from
}
