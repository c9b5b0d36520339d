import { setTimeout as delay } from 'node:timers/promises'

export type Manner = 'poll' | 'longpoll' | 'sse'

export interface FollowerOptions {
  url: string
  documentId: string
  manner: Manner
  headers?: Record<string, string>
  pollEveryMs?: number
}

interface Change {
  seq: number
  update: string
}

/** A program that follows a document by HTTP, and comes back whatever happens. It keeps the number of every change that it is given. */
export class FeedFollower {
  readonly seqs: number[] = []
  readonly updates: Uint8Array[] = []
  readonly troubles: string[] = []
  /** Answers with a status, of requests that failed -1. */
  readonly statuses = new Map<number, number>()
  readonly done: Promise<void>
  readonly #options: FollowerOptions
  readonly #leaving = new AbortController()

  constructor(options: FollowerOptions) {
    this.#options = options
    this.done = this.#follow()
  }

  get after(): number {
    return this.seqs.at(-1) ?? 0
  }

  leave(): Promise<void> {
    this.#leaving.abort()
    return this.done
  }

  async #follow(): Promise<void> {
    const { manner } = this.#options
    while (!this.#leaving.signal.aborted) {
      try {
        if (manner === 'sse') await this.#stream()
        else await this.#ask()
      } catch {
        // The node has been killed, or the follower leaves.
        this.#count(-1)
        if (!this.#leaving.signal.aborted) await delay(this.#backOffMs())
      }
    }
  }

  async #ask(): Promise<void> {
    const { manner, pollEveryMs = 200 } = this.#options
    const answer = await this.#fetch(`feed=${manner}&after=${this.after}&wait=20`)
    if (answer.status === 200) {
      const body: { changes: Change[]; snapshot?: object } = await answer.json()
      if (body.snapshot !== undefined) this.troubles.push('a snapshot in place of changes')
      this.#take(body.changes)
    } else {
      await answer.arrayBuffer()
      if (answer.status >= 400) await delay(this.#backOffMs())
    }
    if (manner === 'poll') await delay(pollEveryMs)
  }

  /** As a browser's EventSource does it. */
  async #stream(): Promise<void> {
    const answer = await this.#fetch(
      'feed=sse',
      this.after > 0 ? { 'last-event-id': String(this.after) } : {},
    )
    if (answer.status !== 200 || answer.body === null) {
      await answer.arrayBuffer()
      await delay(this.#backOffMs())
      return
    }
    let text = ''
    for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
      const events = (text + piece).split('\n\n')
      text = events.pop() ?? ''
      for (const event of events) this.#hear(event)
    }
  }

  #hear(event: string): void {
    const fields = event.split('\n').map(line => line.split(/: ?(.*)/s))
    const field = (name: string) => fields.find(([each]) => each === name)?.[1]
    const data = field('data')
    if (data === undefined) return
    if (field('event') !== undefined) this.troubles.push(`an event ${field('event')}`)
    const change: Change = JSON.parse(data)
    if (field('id') !== String(change.seq)) this.troubles.push(`event ${field('id')} holds ${change.seq}`)
    this.#take([change])
  }

  #take(changes: readonly Change[]): void {
    for (const { seq, update } of changes) {
      this.seqs.push(seq)
      this.updates.push(Buffer.from(update, 'base64'))
    }
  }

  async #fetch(query: string, headers: Record<string, string> = {}): Promise<Response> {
    const { url, documentId, headers: own } = this.#options
    const answer = await fetch(`${url}/api/documents/${documentId}/changes?${query}`, {
      headers: { ...own, ...headers },
      signal: this.#leaving.signal,
    })
    this.#count(answer.status)
    return answer
  }

  /** Not all in the same moment. */
  #backOffMs(): number {
    return 50 + Math.random() * 200
  }

  #count(status: number): void {
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1)
  }
}

/** What is wrong with the numbers that somebody was given: it should be 1, 2, 3 … up to `head`. */
export function wrongIn(seqs: readonly number[], head: number): string | undefined {
  const at = seqs.findIndex((seq, i) => seq !== i + 1)
  if (at >= 0) return `${seqs[at]} in place ${at + 1}, after ${seqs[at - 1]}`
  return seqs.length === head ? undefined : `${seqs.length} of ${head}`
}
