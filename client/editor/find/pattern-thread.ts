import type { Hit, PatternJob } from './search-texts.ts'

/** What looks for a pattern, beside the page. */
export interface PatternThread {
  /** One after the other.  @throws {TooSlow | ThreadFailed} and is of no use then */
  search(pattern: RegExp, texts: readonly string[]): Promise<Hit[][]>
  close(): void
}

/** The pattern takes too long. */
export class TooSlow extends Error {}
/** There is no such thread any more, or its code cannot be fetched. */
export class ThreadFailed extends Error {}

/** For as many letters as are sent at a time a sensible pattern takes some milliseconds. */
const patienceMs = 2_000
/** Its code may have a slow way to come, which says nothing about a pattern. */
const startMs = 30_000

/** A worker cannot be asked to stop, only ended: each search for something else has one of its own. */
export function openPatternThread(): PatternThread {
  const worker = new Worker(new URL('./pattern-worker.ts', import.meta.url), { type: 'module', name: 'find' })
  const closing = new AbortController()
  const { signal } = closing
  const ask = async (job: PatternJob, patience: number): Promise<Hit[][]> => {
    const { promise, resolve, reject } = Promise.withResolvers<Hit[][]>()
    const fail = () => reject(new ThreadFailed('it is closed'))
    if (signal.aborted) fail()
    signal.addEventListener('abort', fail)
    worker.onmessage = ({ data }: MessageEvent<Hit[][]>) => resolve(data)
    worker.onerror = ({ message }) => reject(new ThreadFailed(message))
    const timer = setTimeout(() => reject(new TooSlow()), patience)
    worker.postMessage(job)
    try {
      return await promise
    } finally {
      clearTimeout(timer)
      signal.removeEventListener('abort', fail)
    }
  }
  let before: Promise<unknown> | undefined
  return {
    search(pattern, texts) {
      before ??= ask({ pattern: /./, texts: [] }, startMs)
      const searched = before.then(() => ask({ pattern, texts }, patienceMs))
      before = searched
      return searched
    },
    close() {
      closing.abort()
      worker.terminate()
    },
  }
}
