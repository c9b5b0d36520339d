import { createHash } from 'node:crypto'
import type { DocumentId, Seq } from '../../../protocol/index.ts'
import type { Pieces } from '../../log/renditions/html.ts'
import type { Rendition } from '../../log/renditions/renditions.ts'
import { NewestRendition } from './newest-rendition.ts'
import { type News, newsOfRendition } from './news.ts'
import { type Recipe, recipeOf } from './recipe.ts'
import type { FollowedLog, Source } from './source.ts'

/** A document at one moment. */
interface State {
  seq: Seq
  /** Names what it is made of: the same on every node. */
  is: string
  title: string
  pieces: readonly string[]
  /** Of all of it, as it was written. */
  length: number
}

/** What a follower is told. */
export interface BlocksAnswer {
  epoch: string
  seq: Seq
  title: string
  is: string
  /** What it is made from, as it was named then; null: from nothing. */
  from: string | null
  blocks: Recipe
}

/** So far behind somebody may be, and still get what has changed alone. */
const maxKept = 8
/** All that is kept together, in characters: of a long document less is kept, the newest in any case. */
const maxKeptLength = 4_000_000

/** The document as it is now, told to each by what they lack of it: written, compared and put into words once for all at one place. */
export class BlocksSource implements Source {
  readonly #epoch: string
  readonly #newest: NewestRendition<State>
  /** The newest last. */
  #kept: State[] = []
  readonly #made = new Map<Seq | undefined, News>()

  constructor(log: FollowedLog, documentId: DocumentId) {
    this.#epoch = log.epoch
    this.#newest = new NewestRendition({ log, documentId, as: 'blocks', make: each => this.#keep(each) })
  }

  async newsAfter(after: Seq, head: Seq): Promise<News | undefined> {
    const now = await this.#newest.at(head)
    return (
      now &&
      this.#newsFrom(
        this.#kept.find(({ seq }) => seq === after),
        now,
      )
    )
  }

  #newsFrom(before: State | undefined, now: State): News {
    const known = this.#made.get(before?.seq)
    if (known?.seq === now.seq) return known
    const { seq, title, is, pieces } = now
    const blocks = recipeOf(before?.pieces ?? [], pieces)
    const answer: BlocksAnswer = { epoch: this.#epoch, seq, title, is, from: before?.is ?? null, blocks }
    const news = newsOfRendition({ seq, body: JSON.stringify(answer) })
    this.#made.set(before?.seq, news)
    return news
  }

  #keep({ seq, body }: Rendition): State {
    const { title, pieces }: Pieces = JSON.parse(body)
    const is = createHash('sha256').update(body).digest('base64url').slice(0, 16)
    const before = this.#kept.at(-1)
    // What stays the same is held once, however many states there are.
    const known = new Map(before?.pieces.map(piece => [piece, piece]))
    const { length } = body
    const state = { seq, is, title, pieces: pieces.map(piece => known.get(piece) ?? piece), length }
    this.#kept = newestOf([...this.#kept, state])
    this.#made.clear()
    return state
  }
}

/** As many as may be kept. */
function newestOf(states: readonly State[]): State[] {
  const kept = states.slice(-maxKept)
  let together = kept.reduce((sum, { length }) => sum + length, 0)
  while (kept.length > 1 && together > maxKeptLength) together -= kept.shift()?.length ?? 0
  return kept
}
