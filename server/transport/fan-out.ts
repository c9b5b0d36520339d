import type { DocumentId } from '../../protocol/index.ts'
import type { Channel, Neighbours, NodeId } from '../sync/neighbours.ts'
import type { Nodes } from './nodes.ts'
import type { Redis } from './redis.ts'

type Hear = (message: Uint8Array, from: NodeId) => void

const channelOf = (documentId: DocumentId) => `quire:document:${documentId}`
const privateChannelOf = (node: NodeId) => `quire:rooms:${node}`

/** Lets the rooms of one document on several nodes talk, over one Redis channel for each document that is open. */
export function openFanOut({ redis, nodes }: { redis: Redis; nodes: Nodes }): Neighbours & { close(): void } {
  const entered = new Map<DocumentId, Hear>()
  /** Gives the message to whoever entered the document it is about, unless it is our own. */
  const deliver = (bytes: Buffer) => {
    const { from, documentId, message } = unwrap(bytes)
    if (from === nodes.self) return
    nodes.heardOf(from)
    entered.get(documentId)?.(message, from)
  }
  const own = redis.subscribe(privateChannelOf(nodes.self), deliver)
  const enter = (documentId: DocumentId, hear: Hear): Channel => {
    const envelope = envelopeFor(nodes.self, documentId)
    entered.set(documentId, hear)
    const subscription = redis.subscribe(channelOf(documentId), deliver)
    return {
      active: subscription.active,
      tell: async message => {
        if (!redis.isConnected) return undefined
        try {
          const heard = await redis.publish(channelOf(documentId), wrap(envelope, message))
          return subscription.isActive && heard > 0 ? heard - 1 : undefined
        } catch {
          // Redis went meanwhile; it has said so itself.
          return undefined
        }
      },
      answer: (node, message) => {
        // Lost with Redis, which has said so itself: whoever asked asks again when it is back.
        redis.publish(privateChannelOf(node), wrap(envelope, message)).catch(() => undefined)
      },
      leave: () => {
        subscription.close()
        if (entered.get(documentId) === hear) entered.delete(documentId)
      },
    }
  }
  return {
    get isConnected() {
      return redis.isConnected
    },
    onChange: changed => redis.onChange(changed),
    onGone: gone => nodes.onGone(gone),
    enter,
    close: () => own.close(),
  }
}

/** Who says it, and about which document: each with its length before it. Both are short and ASCII. */
function envelopeFor(from: NodeId, documentId: DocumentId): Buffer {
  return Buffer.concat([
    Buffer.of(from.length),
    Buffer.from(from),
    Buffer.of(documentId.length),
    Buffer.from(documentId),
  ])
}

function wrap(envelope: Buffer, message: Uint8Array): Buffer {
  return Buffer.concat([envelope, message])
}

function unwrap(bytes: Buffer): { from: NodeId; documentId: DocumentId; message: Uint8Array } {
  const fromEnd = 1 + (bytes[0] ?? 0)
  const documentEnd = fromEnd + 1 + (bytes[fromEnd] ?? 0)
  return {
    from: bytes.toString('latin1', 1, fromEnd),
    documentId: bytes.toString('latin1', fromEnd + 1, documentEnd),
    message: bytes.subarray(documentEnd),
  }
}
