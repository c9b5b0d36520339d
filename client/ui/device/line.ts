import { reportLater } from '../../sync/report-later.ts'

/** Tasks begin one after the other: the next one when one is done, has failed, or lets it go ahead. */
export class Line {
  #turn = Promise.resolve()

  /** Resolves when the task is over, however it went. */
  async join(task: (letNext: () => void) => Promise<void>): Promise<void> {
    const turn = this.#turn
    const { promise: next, resolve: letNext } = Promise.withResolvers<void>()
    this.#turn = next
    await turn
    try {
      await task(letNext)
    } catch (error) {
      reportLater(error)
    } finally {
      letNext()
    }
  }

  /** Resolves when whoever is in the line now has had a turn. */
  get whenFree(): Promise<void> {
    return this.#turn
  }
}
