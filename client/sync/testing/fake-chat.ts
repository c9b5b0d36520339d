import type { Socket } from 'socket.io'
import type { ChatMessage } from '../../../protocol/chat.ts'
import {
  type ClientToServer,
  type Participant,
  type Refusal,
  refuse,
  type ServerToClient,
} from '../../../protocol/index.ts'

interface Post {
  documentId: string
  id: string
  text: string
}

/** The chat of the fake server's document, and what can go wrong with it. */
export class FakeChat {
  readonly messages: ChatMessage[] = []
  read = 0
  revision = 0
  /** Keeps a message, and loses the answer. */
  losesAnswer: (text: string) => boolean = () => false
  /** Tells nobody of the message. */
  losesNews: (text: string) => boolean = () => false
  /** Answers to the next messages; `undefined` takes one. */
  readonly refusals: (Refusal | undefined)[] = []
  /** It knows no chats. */
  isAbsent = false
  /** As somebody else says it. */
  #tell: ((news: ChatMessage) => void) | undefined

  say(text: string, user = 'g_other', id: string = crypto.randomUUID()): ChatMessage {
    const known = this.messages.find(message => message.id === id)
    if (known !== undefined) return known
    const n = this.messages.length + 1
    const revision = ++this.revision
    const who = { user, name: user.slice(2), color: '#336699' }
    const message = { n, revision, id, ...who, text, at: n, reactions: [] }
    this.messages.push(message)
    if (!this.losesNews(text)) this.#tell?.(message)
    return message
  }

  converse(
    socket: Socket<ClientToServer, ServerToClient>,
    {
      participant,
      tell,
    }: {
      participant: (documentId: string) => Participant | undefined
      tell: (documentId: string, message: ChatMessage) => void
    },
  ): void {
    const absent = () => refuse('malformed', { detail: 'no such event' })
    const page = (messages: ChatMessage[]) => ({
      ok: true as const,
      revision: this.revision,
      head: this.messages.length,
      read: this.read,
      messages,
    })
    socket.on('chatPage', (asked, answer) => {
      const { documentId, before = Number.POSITIVE_INFINITY } = asked as {
        documentId: string
        before?: number
      }
      this.#tell = message => tell(documentId, message)
      answer(this.isAbsent ? absent() : page(this.messages.filter(({ n }) => n < before).slice(-50)))
    })
    socket.on('chatSince', (asked, answer) => {
      const { after } = asked as { after: number }
      if (this.isAbsent) answer(absent())
      else if (after > this.revision) answer({ ...page(this.messages.slice(-50)), isAnew: true })
      else answer(page(this.messages.filter(({ revision }) => revision > after)))
    })
    socket.on('chatPost', (post, answer) => {
      const { documentId, id, text } = post as Post
      const me = participant(documentId)
      if (me === undefined) return answer(refuse('not-open'))
      const refusal = me.role === 'viewer' ? refuse('forbidden') : this.refusals.shift()
      if (refusal !== undefined) return answer(refusal)
      const message = this.say(text, me.user, id)
      if (!this.losesAnswer(text)) answer({ ok: true, message })
    })
    socket.on('chatReact', (_, answer) => answer({ ok: true }))
    socket.on('chatRead', read => {
      this.read = (read as { n: number }).n
    })
  }
}
