import { type RefusalReason, refuse } from '../../protocol/index.ts'
import { type Answer, answerTo } from './answer-to-refusal.ts'
import type { Ending, WhyShutOut } from './status.ts'

/** What the server has refused one document, and whether it is worth asking again. */
export class Refusals {
  #refusal: Ending | undefined
  #givenUp = false
  #inARow = 0
  /** Why the rights ended that one has not got back since. */
  #cause: WhyShutOut | undefined

  /** What the person should know. */
  get refusal(): Ending | undefined {
    return this.#refusal
  }

  /** Asking again cannot help. */
  get givenUp(): boolean {
    return this.#givenUp
  }

  refused(refusal: Ending, what: 'open' | 'update'): Answer {
    this.#inARow++
    // What follows on an end is not a reason of its own, but for what only the person can decide.
    if (this.#cause === undefined || refusal.cause === 'written-by-another') this.#cause = refusal.cause
    const answer = answerTo({ refusal, what, inARow: this.#inARow })
    if (answer === 'give up') {
      this.#givenUp = true
      this.#refusal = { ...refuse(refusal.reason), ...(this.#cause && { cause: this.#cause }) }
    } else if (answer.isTold) {
      this.#refusal = refuse(refusal.reason, { retryInMs: Math.round(answer.retryInMs) })
    }
    return answer
  }

  /** There is no going on here. */
  giveUp(reason: RefusalReason): void {
    this.#givenUp = true
    this.#refusal = refuse(reason)
  }

  opened({ isSaved }: { isSaved: boolean }): void {
    this.#cause = undefined
    // Where nothing could be saved, it takes something saved to believe that it works again.
    if (isSaved || this.#refusal?.reason !== 'storage') this.#refusal = undefined
  }

  saved(): void {
    this.#refusal = undefined
    this.#inARow = 0
  }

  /** What was said on a link that is gone is not news any more. */
  cut(): void {
    if (!this.#givenUp) this.#refusal = undefined
  }

  /** Somebody asks for it. */
  tryAgain(): void {
    this.#givenUp = false
    this.#cause = undefined
    this.saved()
  }
}
