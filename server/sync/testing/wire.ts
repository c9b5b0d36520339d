import type { DocumentId } from '../../../protocol/index.ts'
import type { Neighbours, NodeId } from '../neighbours.ts'

type Hear = (message: Uint8Array, from: NodeId) => void

/** What lies between nodes, in place of Redis: it may be cut, and lose messages. */
export interface Wire {
  connect(self: NodeId): Neighbours
  /** For all nodes at once. */
  isConnected: boolean
  /** Whether this message is lost. */
  loses: (message: Uint8Array) => boolean
  readonly told: number
  /** Nothing comes from this node any more, and nobody knows why. */
  cutOff(node: NodeId): void
  /** To the others, a node is gone from now on. */
  forget(node: NodeId): void
}

export function openWire(pause: () => Promise<void>): Wire {
  const rooms = new Map<DocumentId, Map<NodeId, Hear>>()
  const changed = new Set<(isConnected: boolean) => void>()
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
      for (const each of changed) each(connected)
    },
    loses: () => false,
    get told() {
      return told
    },
    cutOff: node => {
      silent.add(node)
      for (const room of rooms.values()) room.delete(node)
    },
    forget: node => {
      for (const room of rooms.values()) room.delete(node)
      for (const each of gone) each(node)
    },
    connect: self => ({
      get isConnected() {
        return isConnected
      },
      onChange: listener => {
        changed.add(listener)
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
          if (isConnected && !silent.has(self) && !wire.loses(message)) room.get(to)?.(message, self)
        }
        return {
          active: pause(),
          tell: async message => {
            if (!isConnected) return undefined
            told++
            const others = [...room.keys()].filter(node => node !== self)
            for (const node of others) void say(node, message)
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
