import type { Server } from 'socket.io'

export type Engine = Server['engine']

/** What we use of Engine.IO's sessions, undocumented members included; `relay.test.ts` holds them. */
interface Session {
  readonly transport: {
    readonly name: string
    /** Of polling: a poll is held, and nothing has been said on it. */
    readonly writable: boolean
    send(packets: { type: 'noop' }[]): void
  }
  close(discard: boolean): unknown
}

export function sessionOf(engine: Engine, sid: string): Session | undefined {
  const sessions: Record<string, Session> = Reflect.get(engine, 'clients')
  return Object.hasOwn(sessions, sid) ? sessions[sid] : undefined
}

/** Answers a held poll with nothing: the client asks again at once, and the balancer may give that to any node. */
export function endHeldPoll(session: Session | undefined): void {
  if (session?.transport.name === 'polling' && session.transport.writable) {
    session.transport.send([{ type: 'noop' }])
  }
}
