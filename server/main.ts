import './young-generation.ts'
import { type App, openApp } from './app.ts'
import { readConfig } from './config.ts'

/** What people read at start and end goes to stdout and stderr as it is; everything else is the journal's. */
const say = (line: string) => process.stdout.write(`${line}\n`)

function fail(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}

/** A platform that gives a process 30 s after SIGTERM kills it without a word then. */
const endWithinInMs = 18_000

async function end(app: App): Promise<void> {
  await app.drain()
  await app.close()
}

try {
  const app = await openApp(readConfig(process.env), {
    // After a failed fsync nobody knows what is on the disk: only a new process, reading it anew, can say 'Saved' again.
    onFatal: (error, journal) => {
      journal.fatal({ err: error }, 'The log failed.')
      fail(`The log failed, and Quire stops so that nothing is called saved that is not: ${error.message}`)
    },
  })
  say(`Quire    ${app.address}`)
  for (const line of app.description) say(line)
  const stop = () => {
    // Asked a second time, it ends at once. `process.exit` would wait for a thread that waits for the disk.
    process.off('SIGTERM', stop).off('SIGINT', stop)
    setTimeout(
      () => fail(`Quire did not come to its end within ${endWithinInMs / 1000} s.`),
      endWithinInMs,
    ).unref()
    end(app).then(() => process.exit(0), fail)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
} catch (error) {
  fail(error)
}
