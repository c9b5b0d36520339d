import type { Socket } from 'node:net'

/** How a line carries; may change while it does. */
export interface Shape {
  latencyInMs: number
  bytesPerSecond: number
  /** Nothing moves, nothing ends. */
  frozen: boolean
}

/** Carries what `from` sends to `to`, in order, as `shape` says. Gives a function to call when `shape` has changed. */
export function lane(from: Socket, to: Socket, shape: Shape, head: Buffer = Buffer.alloc(0)): () => void {
  const queue: { chunk: Buffer; due: number }[] = []
  let queuedBytes = 0
  let lineFreeAt = 0
  let ended = false
  let timer: NodeJS.Timeout | undefined

  const take = (bytes: Buffer) => {
    for (const chunk of inPackets(bytes, shape)) {
      lineFreeAt = Math.max(performance.now(), lineFreeAt) + (chunk.length / shape.bytesPerSecond) * 1000
      queue.push({ chunk, due: lineFreeAt + shape.latencyInMs })
      queuedBytes += chunk.length
    }
    if (queuedBytes > maxQueuedBytes) from.pause()
    move()
  }
  const move = () => {
    clearTimeout(timer)
    if (shape.frozen || to.destroyed) return
    for (let next = queue[0]; next; next = queue[0]) {
      const wait = next.due - performance.now()
      if (wait > 0.5) {
        timer = setTimeout(move, wait)
        return
      }
      queue.shift()
      queuedBytes -= next.chunk.length
      // A reader that stalls must be felt by the writer, as on a real line.
      if (!to.write(next.chunk)) return void to.once('drain', move)
    }
    if (ended) to.end()
    else if (from.isPaused()) from.resume()
  }

  from.on('data', take)
  from.once('end', () => {
    ended = true
    move()
  })
  // What is on its way when the sender is gone arrives all the same, as on a real line.
  to.once('close', () => clearTimeout(timer))
  if (head.length > 0) take(head)
  else from.resume()
  return move
}

const maxQueuedBytes = 1024 * 1024
const packetBytes = 1400

/** Only a line of limited width needs packets: without them, a large write would arrive all at once, and late. */
function inPackets(bytes: Buffer, { bytesPerSecond }: Shape): Buffer[] {
  if (bytesPerSecond === Number.POSITIVE_INFINITY) return [bytes]
  const packets: Buffer[] = []
  for (let at = 0; at < bytes.length; at += packetBytes) packets.push(bytes.subarray(at, at + packetBytes))
  return packets
}
