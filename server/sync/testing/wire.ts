import type { DocumentId } from '../../../protocol/index.ts'
import type { Neighbours, NodeId } from '../neighbours.ts'

type Hear = (message: Uint8Array, from: NodeId) => void

/** What lies between nodes, in place of Redis: it may be cut, and lose messages. */
export interface Wire {
  connect(self: NodeId): Neighbours
  /** For all nodes at once. */
  isConnected: boolean
  /** This node alone is cut off, and knows it, until the returned function is called. */
  separate(node: NodeId): () => void
  /** Whether this message is lost. */
  loses: (message: Uint8Array) => boolean
  /** Whether it comes twice. */
  doubles: (message: Uint8Array) => boolean
  readonly told: number
  /** Nothing comes from this node any more, and nobody knows why. */
  cutOff(node: NodeId): void
  /** To the others, a node is gone from now on. */
  forget(node: NodeId): void
}

export function openWire(pause: () => Promise<void>): Wire {
  const rooms = new Map<DocumentId, Map<NodeId, Hear>>()
  const changed = new Map<(isConnected: boolean) => void, NodeId>()
  const apart = new Set<NodeId>()
  const gone = new Set<(node: NodeId) => void>()
  const silent = new Set<NodeId>()
  let isConnected = true
  let told = 0
  const wire: Wire = {
    get isConnected() {
      return isConnected
    },
    set isConnected(connected) {
      isConnected = connected
      for (const each of changed.keys()) each(connected)
    },
    separate: node => {
      const tell = (connected: boolean) => {
        for (const [each, whose] of changed) if (whose === node) each(connected)
      }
      apart.add(node)
      tell(false)
      return () => {
        apart.delete(node)
        tell(true)
      }
    },
    loses: () => false,
    doubles: () => false,
    get told() {
      return told
    },
    cutOff: node => {
      silent.add(node)
      for (const room of rooms.values()) room.delete(node)
    },
    forget: node => {
      for (const each of gone) each(node)
    },
    connect: self => ({
      get isConnected() {
        return isConnected && !apart.has(self)
      },
      onChange: listener => {
        changed.set(listener, self)
        return () => void changed.delete(listener)
      },
      onGone: listener => {
        gone.add(listener)
        return () => void gone.delete(listener)
      },
      enter: (documentId, hear) => {
        const room = rooms.get(documentId) ?? new Map<NodeId, Hear>()
        rooms.set(documentId, room)
        room.set(self, hear)
        const say = async (to: NodeId, message: Uint8Array) => {
          await pause()
          if (!isConnected || silent.has(self) || apart.has(self) || apart.has(to)) return
          if (!wire.loses(message)) room.get(to)?.(message, self)
        }
        return {
          active: pause(),
          tell: async message => {
            if (!isConnected || apart.has(self)) return undefined
            told++
            const others = [...room.keys()].filter(node => node !== self && !apart.has(node))
            for (const node of others) {
              void say(node, message)
              if (wire.doubles(message)) void say(node, message)
            }
            await pause()
            return others.length
          },
          answer: (node, message) => void say(node, message),
          leave: () => {
            if (room.get(self) === hear) room.delete(self)
          },
        }
      },
    }),
  }
  return wire
}
