import type { Socket } from 'socket.io'
import type { ClientToServer, DocumentId, Handshake, ServerToClient } from '../../protocol/index.ts'
import { Conversation, type ConversationOptions } from '../sync/conversation.ts'
import type { Peer } from '../sync/peer.ts'
import { asks } from '../sync/what-events-ask.ts'
import { type HeardClient, hearFrames } from './frame-ear.ts'

export interface SocketState extends Handshake {
  /** See `ConversationOptions`. */
  vouchedName?: string | undefined
}
export type QuireSocket = Socket<ClientToServer, ServerToClient, Record<string, never>, SocketState>

/** Socket.IO has a room of its own for every socket id: ours must not be one of these. */
export const roomName = (documentId: DocumentId): string => `document:${documentId}`

/** Takes what a client says, event by event, to its conversation. */
export function converse(
  socket: QuireSocket,
  parts: Omit<ConversationOptions, 'device' | 'version' | 'vouchedName'>,
): void {
  const peer: Peer = {
    id: socket.id,
    emit: (event, ...message) => void socket.emit(event, ...message),
    join: documentId => void socket.join(roomName(documentId)),
    leave: documentId => void socket.leave(roomName(documentId)),
    drop: () => void socket.disconnect(true),
  }
  const { profile, device, version, vouchedName } = socket.data
  const conversation = new Conversation(peer, profile, { ...parts, device, version, vouchedName })
  const { update, awareness, ...others } = listenersOf(conversation)
  socket.on('update', update)
  socket.on('awareness', awareness)
  for (const [event, listener] of Object.entries(others)) socket.on(event as keyof typeof others, listener)
  socket.on('disconnect', hearFrames(heardClient(socket), { update, awareness }))
  socket.onAny((event: unknown, ...args: unknown[]) => {
    if (known.has(event)) return
    const { reason, detail } = conversation.unknown(event)
    const answer = args.at(-1)
    if (typeof answer === 'function') answer({ ok: false, reason, detail })
    else socket.emit('refused', { reason, ...(detail !== undefined && { detail }) })
  })
  socket.on('disconnect', () => conversation.end())
}

/** One for every event, or this does not compile. A missing acknowledgement callback would throw inside of it, and so end the process. */
function listenersOf(conversation: Conversation): ClientToServer {
  return {
    open: (open, answer) => void conversation.open(open).then(call(answer)),
    missed: (missed, answer) => void conversation.missed(missed).then(call(answer)),
    echo: answer => call(answer)(undefined),
    close: documentId => conversation.close(documentId),
    profile: profile => conversation.profile(profile),
    update: frame => conversation.update(frame),
    awareness: frame => conversation.awareness(frame),
    chatPage: (asked, answer) => void conversation.chat.page(asked).then(call(answer)),
    chatSince: (asked, answer) => void conversation.chat.since(asked).then(call(answer)),
    chatPost: (post, answer) => void conversation.chat.post(post).then(call(answer)),
    chatReact: (react, answer) => void conversation.chat.react(react).then(call(answer)),
    chatRead: read => conversation.chat.read(read),
  }
}

/** Its members are private to Socket.IO's types. */
function heardClient({ client }: QuireSocket): HeardClient {
  const heard: unknown = client
  return heard as HeardClient
}

const known: ReadonlySet<unknown> = new Set(Object.keys(asks))

const call =
  (answer: unknown) =>
  (value: unknown): void => {
    if (typeof answer === 'function') answer(value)
  }
