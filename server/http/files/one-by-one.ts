import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** By the connection: when the last one that it has asked for has gone out. */
const lines = new WeakMap<Socket, Promise<void>>()

/**
 * Answers go out over a connection in the order in which they were asked for, however many are asked for at once. Resolves when it is this one's
 * turn; the next one's comes when this has gone out, or with `leave`.
 */
export async function turnOn(socket: Socket, answer: ServerResponse): Promise<() => void> {
  const { promise, resolve: leave } = Promise.withResolvers<void>()
  const before = lines.get(socket)
  lines.set(socket, promise)
  answer.once('close', leave)
  await before
  return leave
}
