import type { Seq } from '../../../protocol/index.ts'
import type { News } from './news.ts'

/** Why somebody follows no longer. `elsewhere`: they come back, and go on where they were; `gone`: there is no such document any more;
 *  an error: what follows could not be read. */
export type Ending = 'elsewhere' | 'gone' | Error

/** A request that is held. */
export interface Follower {
  /** Has everything up to here; `Infinity`: wants nothing that is there already. */
  after: Seq
  /** What the node has to do for each of its news, in milliseconds: a request that is answered comes again. */
  readonly costInMs: number
  take(news: News): void
  /** Called once at most; nothing follows. */
  end(why: Ending): void
}
