import { openApp } from '../../server/app.ts'
import { readConfig } from '../../server/config.ts'
import { openLog } from '../../server/log/open-log.ts'
import type { StoredLog } from '../../server/log/tables.ts'

/** How much later than it says this server's log commits. */
const latenessInMs = Number(process.env.LATENESS_IN_MS ?? 100)

/**
 * A server that lies: it acknowledges an update before the update is in the log. The control of the tests of durability, which
 * must find it out; a test that cannot fail shows nothing.
 */
await openApp(readConfig(process.env), {
  onFatal: error => {
    throw error
  },
  openLog: async options => early(await openLog(options)),
})

function early(log: StoredLog): StoredLog {
  const heads = new Map<string, number>()
  const append: StoredLog['append'] = async (documentId, update) => {
    const known = heads.get(documentId) ?? (await log.state(documentId))?.head ?? 0
    const seq = Math.max(known, heads.get(documentId) ?? 0) + 1
    heads.set(documentId, seq)
    // What it was let in with does not hold any more by then: a liar asks nobody.
    setTimeout(() => void log.append(documentId, { ...update, writes: undefined }), latenessInMs)
    return seq
  }
  return new Proxy(log, {
    get: (target, key) => {
      if (key === 'append') return append
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
