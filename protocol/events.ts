import type { ChatNews, ChatPageAnswer, ChatPostAnswer, ChatReactAnswer, ChatRead } from './chat.ts'
import type { HandOver, MissedAnswer, OpenAnswer, Presence, Refused, RoleChange, Size } from './messages.ts'

/**
 * The events of the wire. Everything arrives as `unknown` and is decoded by the receiver.
 * Binary events carry one frame of `frames.ts` and travel as one packet (`one-frame-parser.ts`).
 */
export interface ClientToServer {
  open: (open: unknown, answer: (answer: OpenAnswer) => void) => void
  close: (documentId: unknown) => void
  missed: (missed: unknown, answer: (answer: MissedAnswer) => void) => void
  profile: (profile: unknown) => void
  /** Answered at once: measures the round trip, and shows that the connection is alive. */
  echo: (answer: () => void) => void
  update: (frame: unknown) => void
  awareness: (frame: unknown) => void
  chatPage: (asked: unknown, answer: (answer: ChatPageAnswer) => void) => void
  chatSince: (asked: unknown, answer: (answer: ChatPageAnswer) => void) => void
  chatPost: (post: unknown, answer: (answer: ChatPostAnswer) => void) => void
  chatReact: (react: unknown, answer: (answer: ChatReactAnswer) => void) => void
  chatRead: (read: unknown) => void
}

export interface ServerToClient {
  refused: (refused: Refused) => void
  presence: (presence: Presence) => void
  updates: (frame: Uint8Array) => void
  saved: (frame: Uint8Array) => void
  head: (frame: Uint8Array) => void
  awareness: (frame: Uint8Array) => void
  handOver: (handOver: HandOver) => void
  role: (change: RoleChange) => void
  size: (size: Size) => void
  chat: (news: ChatNews) => void
  chatRead: (read: ChatRead) => void
}

/** Events that carry one binary frame; their place here is their first byte on the wire. Append only. */
export const frameEvents = ['update', 'updates', 'saved', 'head', 'awareness'] as const
