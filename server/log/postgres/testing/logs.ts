import { onTestFinished } from 'vitest'
import { openTcpProxy, type TcpProxy } from '../../../../e2e/support/tcp-proxy.ts'
import type { Log } from '../../log.ts'
import { openPostgresLog, type PostgresLogOptions } from '../../postgres-log.ts'

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
