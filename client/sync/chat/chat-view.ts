import type { ChatMessage } from '../../../protocol/chat.ts'
import type { Participant } from '../../../protocol/index.ts'
import type { ChatFollower } from './chat-follower.ts'
import type { ChatList } from './chat-list.ts'
import type { ChatOutbox, Outgoing } from './chat-outbox.ts'

/** What a page shows of a chat. */
export interface ChatView {
  /** The newest, without a gap, oldest first. */
  readonly messages: readonly ChatMessage[]
  /** Behind them, what is not sent yet. */
  readonly outgoing: readonly Outgoing[]
  /** How many wait that somebody else wrote here, and who that was, where it is known. They are sent when that one is back, or when
   *  whoever is here says so: see `claimOthers`. */
  readonly others: { readonly count: number; readonly name?: string }
  readonly hasEarlier: boolean
  readonly state: ChatFollower['state']
  /** Up to which message the person has read. */
  readonly read: number
  /** Messages of others behind that; `isMore`: at least so many. */
  readonly unread: { readonly count: number; readonly isMore: boolean }
  readonly typing: readonly Participant[]
}

export interface Parts {
  list: ChatList
  outbox: ChatOutbox
  state: ChatFollower['state']
  read: number
  typing: readonly Participant[]
  isMine: (message: ChatMessage) => boolean
}

export function viewOf({ list, outbox, state, read, typing, isMine }: Parts): ChatView {
  const { messages, hasEarlier, oldest = 1 } = list
  const count = messages.filter(each => each.n > read && !isMine(each)).length
  return {
    messages,
    outgoing: outbox.messages,
    // Before the server has said who is here, it may be they.
    others: state === 'live' ? outbox.others : { count: 0 },
    hasEarlier,
    state,
    read,
    unread: { count, isMore: hasEarlier && oldest > read + 1 },
    typing,
  }
}
