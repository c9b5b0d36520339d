import { Client } from 'pg'
import * as v from 'valibot'
import * as Y from 'yjs'
import { ChatProvider } from '../../client/sync/chat/chat-provider.ts'
import { QuireProvider, type TransportName } from '../../client/sync/index.ts'
import { until } from './until.ts'

/** One of many who talk beside one document. */
export class Talker {
  readonly name: string
  readonly said: string[] = []
  readonly provider: QuireProvider
  readonly chat: ChatProvider

  constructor(url: string, documentId: string, name: string, transports?: readonly TransportName[]) {
    this.name = name
    const profile = { name, color: '#336699' }
    const doc = new Y.Doc()
    const by = transports && { transports }
    this.provider = new QuireProvider({ url, documentId, doc, offline: false, profile, ...by })
    this.chat = new ChatProvider({ provider: this.provider, offline: false })
  }

  say(): void {
    const words = `${this.name}.${this.said.length}`
    this.said.push(words)
    this.chat.post(words)
  }

  /** What this person sees as said, in the order in which they see it. */
  get sees(): string[] {
    return this.chat.view.messages.map(({ text }) => text)
  }

  async leave(): Promise<void> {
    await this.chat.close()
    await this.provider.destroy()
  }
}

/** Many who talk beside one document, each on a connection of their own. */
export class ChatCrowd {
  readonly members: readonly Talker[]
  #talking: NodeJS.Timeout[] = []

  constructor(members: readonly Talker[]) {
    this.members = members
  }

  static async open(
    { url, documentId }: { url: string; documentId: string },
    size: number,
    by: (nth: number) => 'websocket' | 'polling' | 'any' = () => 'any',
  ): Promise<ChatCrowd> {
    const members = Array.from({ length: size }, (_, i) => {
      const way = by(i)
      return new Talker(url, documentId, `t${i}`, way === 'any' ? undefined : [way])
    })
    const areThere = () => members.every(({ chat }) => chat.view.state === 'live')
    await until(areThere, 'everybody to be there')
    return new ChatCrowd(members)
  }

  talk({ perSecond }: { perSecond: number }): void {
    for (const member of this.members) this.#talking.push(setInterval(() => member.say(), 1000 / perSecond))
  }

  stop(): void {
    for (const timer of this.#talking.splice(0)) clearInterval(timer)
  }

  get said(): string[] {
    return this.members.flatMap(({ said }) => said)
  }

  /** What somebody was shown as said: whoever said it, or another. */
  get claimed(): string[] {
    return [...new Set(this.members.flatMap(({ sees }) => sees))]
  }

  /** Stops, and waits until everything is said and everybody sees the same. Gives what is then wrong with it. `stored`: what the store has, in its order. */
  async settle(stored: () => Promise<StoredMessage[]>, { withinInMs = 20_000 } = {}) {
    this.stop()
    const left = () => this.members.flatMap(({ chat }) => chat.view.outgoing)
    await until(() => left().length === 0 || fail(left().length), 'everything to be said', withinInMs)
    const seeAll = () => {
      for (const { chat } of this.members) chat.loadEarlier()
      return this.members.every(({ sees }) => sees.length >= this.said.length)
    }
    await until(seeAll, 'everybody to see everything', withinInMs)
    const rows = await stored()
    const inStore = rows.map(({ text }) => text)
    return {
      missing: this.said.filter(words => !inStore.includes(words)),
      double: inStore.filter((words, at) => inStore.indexOf(words) !== at),
      /** Of one person, in another order than they said it. */
      displaced: this.members.flatMap(({ name, said }) => {
        const own = inStore.filter(words => words.startsWith(`${name}.`))
        return own.join() === said.join() ? [] : [own.join()]
      }),
      /** Who sees something else than the store has. */
      unlike: this.members.filter(({ sees }) => sees.join() !== inStore.join()).map(({ name }) => name),
      gaps: rows.filter(({ n }, at) => n !== at + 1).map(({ n }) => n),
    }
  }

  async leave(): Promise<void> {
    this.stop()
    await Promise.all(this.members.map(member => member.leave()))
  }
}

/** Every message is there, once, in one order for everybody. */
export const wholeChat = { missing: [], double: [], displaced: [], unlike: [], gaps: [] }

const storedSchema = v.array(v.object({ n: v.pipe(v.unknown(), v.transform(Number)), text: v.string() }))
export type StoredMessage = v.InferOutput<typeof storedSchema>[number]

/** Of all documents. */
export const chatQuery = 'SELECT n, text FROM chat_messages ORDER BY n'
export const readRows = (rows: unknown): StoredMessage[] => v.parse(storedSchema, rows)

/** Read past every node.  @throws {Error} when the database cannot be asked */
export async function chatInPostgres(databaseUrl: string): Promise<StoredMessage[]> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return readRows((await client.query(chatQuery)).rows)
  } finally {
    await client.end()
  }
}

function fail(waiting: number): never {
  throw new Error(`${waiting} wait to be sent`)
}
