/** Only a file that was made to be hard to read takes as long as this. */
const patienceMs = 30_000

/** The thread could not do it, or not in time. */
export class ThreadFailed extends Error {}

/** Gives the one answer of a worker to one job, and ends it.  @throws {ThreadFailed} */
export async function inThread<Answer>(worker: Worker, job: unknown): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  worker.onmessage = ({ data }: MessageEvent<Answer>) => resolve(data)
  worker.onerror = ({ message }) => reject(new ThreadFailed(message))
  const timer = setTimeout(() => reject(new ThreadFailed('it took too long')), patienceMs)
  worker.postMessage(job)
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    worker.terminate()
  }
}
