import * as v from 'valibot'
import { maxNameLength } from './limits.ts'
import { documentIdSchema } from './messages.ts'
import { refusalSchema } from './refusal.ts'

/** One message, in UTF-16 code units. */
export const maxChatText = 4_000
/** Of one request; the newest of what was asked for. */
export const maxChatPage = 50
/** Of one document: whoever has read along for so long goes on in another one. */
export const maxChatMessages = 50_000
/** Of one message, everybody's together. */
export const maxChatReactions = 100
/** Of these, one person's: nobody leaves the others without room. */
export const maxReactionsOfOne = 20

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
/** A message's place in its document's chat: from 1, without gaps. */
const place = v.pipe(count, v.minValue(1))
const person = v.pipe(v.string(), v.maxLength(128))
const name = v.pipe(v.string(), v.maxLength(maxNameLength))
/** Pictures alone, of as many parts as a flag or a family has. Digits belong to some, and are none by themselves. */
const emoji = v.pipe(
  v.string(),
  v.maxLength(32),
  v.regex(
    /^(?=.*(?:\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3))[\p{Emoji}\p{Emoji_Component}]+$/u,
  ),
)
/** What stands for nothing is left out: not every database takes it, and a message must not fail for good where it is. */
const chatText = v.pipe(
  v.string(),
  v.transform(text => text.replaceAll('\0', '').trim()),
  v.minLength(1),
  v.maxLength(maxChatText),
)
/** Made by the client: the same message sent twice is one. */
const messageId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{16,64}$/))

export const chatMessageSchema = v.object({
  n: place,
  /** The change of the chat that this is as of: whoever has a higher one of the same message has a newer one. */
  revision: count,
  id: messageId,
  /** Who wrote it, as the server knows; left out where it knows nobody. */
  user: v.optional(person),
  /** What they were called then. Empty for a guest without a name. */
  name,
  color: v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/)),
  text: v.string(),
  /** When the server took it, in milliseconds since 1970. */
  at: count,
  /** In the order in which they were first given. */
  reactions: v.array(v.object({ emoji: v.string(), people: v.array(v.object({ user: person, name })) })),
})
export type ChatMessage = v.InferOutput<typeof chatMessageSchema>
export type ChatReaction = ChatMessage['reactions'][number]

/** The chat changed, or may have been changed without our hearing of it. */
export const chatNewsSchema = v.object({
  documentId: documentIdSchema,
  /** How often the chat has been changed: by a message, or by a reaction. */
  revision: count,
  /** What changed with that revision. Nothing: to be asked for. */
  messages: v.array(chatMessageSchema),
})
export type ChatNews = v.InferOutput<typeof chatNewsSchema>

/** Asks for the newest messages, or for the newest before `before`. */
export const chatPageAskedSchema = v.object({ documentId: documentIdSchema, before: v.optional(place) })
/** Asks for what has changed after a revision. */
export const chatSinceAskedSchema = v.object({ documentId: documentIdSchema, after: count })

/** Oldest first. */
export const chatPageSchema = v.object({
  ok: v.literal(true),
  /** Everything up to here is in `messages`, as far as they reach. */
  revision: count,
  /** The newest message's place. */
  head: count,
  /** Up to where the person has read. */
  read: count,
  messages: v.array(chatMessageSchema),
  /** Instead of what has changed, which is too much, the newest messages: what the client has is to be dropped. */
  isAnew: v.optional(v.boolean()),
})
export type ChatPage = v.InferOutput<typeof chatPageSchema>
export const chatPageAnswerSchema = v.union([chatPageSchema, refusalSchema])
export type ChatPageAnswer = v.InferOutput<typeof chatPageAnswerSchema>

export const chatPostSchema = v.object({
  documentId: documentIdSchema,
  id: messageId,
  text: chatText,
})
/** Durable, as this. */
export const chatPostAnswerSchema = v.union([
  v.object({ ok: v.literal(true), message: chatMessageSchema }),
  refusalSchema,
])
export type ChatPostAnswer = v.InferOutput<typeof chatPostAnswerSchema>

export const chatReactSchema = v.object({
  documentId: documentIdSchema,
  n: place,
  emoji,
  /** False takes it back. */
  isOn: v.boolean(),
})
export type ChatReact = v.InferOutput<typeof chatReactSchema>
export const chatReactAnswerSchema = v.union([v.object({ ok: v.literal(true) }), refusalSchema])
export type ChatReactAnswer = v.InferOutput<typeof chatReactAnswerSchema>

/** The person has read everything up to `n`: to the server, and from it to their other windows. */
export const chatReadSchema = v.object({ documentId: documentIdSchema, n: count })
export type ChatRead = v.InferOutput<typeof chatReadSchema>
