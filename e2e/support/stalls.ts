import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'

/** How long a bare commit takes meanwhile: what the machine itself has others wait for. */
export interface Stalls {
  /** So far, in milliseconds. */
  readonly longestInMs: number
  stop(): Promise<void>
}

const everyMs = 50

export async function watchStalls(databaseUrl: string): Promise<Stalls> {
  const client = new Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query('CREATE TABLE stalls (at timestamptz NOT NULL)')
  let longestInMs = 0
  let stopped = false
  const watch = async () => {
    while (!stopped) {
      const due = performance.now() + everyMs
      await delay(everyMs)
      await client.query('INSERT INTO stalls VALUES (now())')
      longestInMs = Math.max(longestInMs, performance.now() - due)
    }
    await client.end()
  }
  const watching = watch()
  return {
    get longestInMs() {
      return longestInMs
    },
    stop: () => {
      stopped = true
      return watching
    },
  }
}
