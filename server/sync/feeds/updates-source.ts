import { type DocumentId, type Seq, unpackUpdates } from '../../../protocol/index.ts'
import { type ChangeText, type News, newsOfRun, textOfChange } from './news.ts'
import type { FollowedLog, Source } from './source.ts'

/** Kept of what came last, so that those who come back a moment later cost no read: as many, and as many characters. */
const maxKept = { changes: 1000, characters: 512 * 1024 }

/**
 * The updates of a document. All who are nearly up to date are served from the newest ones, which are read once for all of them; of those
 * who are further behind, all at one place by one read.
 */
export class UpdatesSource implements Source {
  readonly #log: FollowedLog
  readonly #documentId: DocumentId
  readonly #kept: ChangeText[] = []
  /** Everything after it that is known is kept. */
  #from: Seq
  /** What is kept ends here. */
  #upTo: Seq
  #characters = 0
  #filling: Promise<boolean> | undefined
  readonly #reading = new Map<Seq, Promise<News | undefined>>()
  readonly #made = new Map<Seq, News>()

  constructor(log: FollowedLog, documentId: DocumentId, head: Seq) {
    this.#log = log
    this.#documentId = documentId
    this.#from = head
    this.#upTo = head
  }

  async newsAfter(after: Seq, head: Seq): Promise<News | undefined> {
    if (after >= this.#from) {
      while (this.#upTo < head) if (!(await this.#fill())) return undefined
      // While it was read the oldest may have gone.
      if (after >= this.#from) return this.#keptAfter(after)
    }
    const reading = this.#reading.get(after) ?? readNews(this.#log, this.#documentId, after)
    this.#reading.set(after, reading)
    return reading.finally(() => this.#reading.delete(after))
  }

  /** False: the document is gone. */
  #fill(): Promise<boolean> {
    this.#filling ??= this.#readNewest().finally(() => {
      this.#filling = undefined
    })
    return this.#filling
  }

  async #readNewest(): Promise<boolean> {
    const run = await readRun(this.#log, this.#documentId, this.#upTo)
    if (run === undefined) return false
    const { changes, snapshot, after } = run
    if (snapshot !== undefined || after !== this.#upTo) this.#forget(snapshot?.seq ?? after)
    else if (changes.length === 0) throw new Error(`the log of ${this.#documentId} is shorter than it was`)
    this.#made.clear()
    for (const change of changes) {
      this.#kept.push(change)
      this.#characters += change.json.length
      this.#upTo = change.seq
    }
    while (this.#kept.length > maxKept.changes || this.#characters > maxKept.characters) this.#dropOldest()
    return true
  }

  #dropOldest(): void {
    const oldest = this.#kept.shift()
    if (oldest === undefined) return
    this.#characters -= oldest.json.length
    this.#from = oldest.seq
  }

  #forget(from: Seq): void {
    this.#kept.length = 0
    this.#characters = 0
    this.#from = from
    this.#upTo = from
  }

  #keptAfter(after: Seq): News {
    const made = this.#made.get(after)
    if (made !== undefined) return made
    const changes = this.#kept.slice(after - this.#from)
    const { epoch } = this.#log
    const news = newsOfRun({ epoch, documentId: this.#documentId, after, head: this.#upTo, changes })
    this.#made.set(after, news)
    return news
  }
}

/** One run of a document's log, read for whoever asks. */
export async function readNews(
  log: FollowedLog,
  documentId: DocumentId,
  after: Seq,
): Promise<News | undefined> {
  const run = await readRun(log, documentId, after)
  return run && newsOfRun({ ...run, epoch: log.epoch, documentId })
}

async function readRun(log: FollowedLog, documentId: DocumentId, after: Seq) {
  const found = await log.changes(documentId, after)
  if (found === undefined) return undefined
  const { updates, ...run } = found
  return { ...run, changes: unpackUpdates(updates).map(textOfChange) }
}
