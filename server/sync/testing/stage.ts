import { onTestFinished } from 'vitest'
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import {
  type DocumentId,
  decodeAwareness,
  decodeHead,
  decodeUpdates,
  encodeAwareness,
  encodeUpdate,
  type LoggedUpdate,
  type Opened,
  type Participant,
  protocolVersion,
  type Refused,
  type ServerToClient,
  unpackUpdates,
} from '../../../protocol/index.ts'
import { nobody } from '../../access/caller.ts'
import { openTestPermits, type TestPermits } from '../../access/testing/test-permits.ts'
import { Conversation } from '../conversation.ts'
import type { Audience, Peer } from '../peer.ts'
import { Rooms } from '../rooms.ts'
import { type MemoryChat, openMemoryChat } from './memory-chat.ts'
import { type MemoryLog, openMemoryLog } from './memory-log.ts'
import { openWire, type Wire } from './wire.ts'

export const documentId = 'the-document'

/** One server process: rooms, and an audience of those who are connected to it. */
export interface TestNode {
  readonly name: string
  readonly rooms: Rooms
  readonly permits: TestPermits
  /** It does not hear what others change of who may do what. */
  isBlind: boolean
  readonly connect: Connect
  enter(name: string, awarenessId?: number): Person
  /** It ends without a word. */
  crash(): void
  readonly hasCrashed: boolean
}

/** A connection to a node, by a login that has the peer's name. */
export type Connect = (
  peer: Pick<Peer, 'id' | 'emit'> & { cut?: () => void },
  /** Nothing is known of it but this; of one of version 1, nothing at all. */
  as?: { isNameless?: boolean; version?: number },
) => Conversation

export interface Stage {
  readonly log: MemoryLog
  readonly chat: MemoryChat
  readonly wire: Wire
  readonly journal: { warnings: string[]; errors: unknown[] }
  node(name: string): TestNode
}

const aMoment = () => new Promise<void>(over => setTimeout(over, 1))

/** Several nodes over one log, with a wire between them. `pause` is how long each message and each query takes. */
export function openStage(pause: () => Promise<void> = aMoment): Stage {
  const log = openMemoryLog(pause)
  const chat = openMemoryChat(pause)
  const wire = openWire(pause)
  const warnings: string[] = []
  const errors: unknown[] = []
  const journal = {
    warn: (_: object, message: string) => void warnings.push(message),
    error: (fields: object) => void errors.push(fields),
  }
  const node = (name: string): TestNode => {
    const present = new Map<Peer, Set<DocumentId>>()
    const audience: Audience = {
      of: (id, except) => ({
        emit: (event, ...message) => {
          for (const [peer, documents] of present) {
            if (peer !== except && documents.has(id)) peer.emit(event, ...message)
          }
        },
      }),
    }
    let hasCrashed = false
    const itself = {
      isBlind: false,
      get hasCrashed() {
        return hasCrashed
      },
    }
    const ownLog = log.reachedFrom(itself)
    const rooms = new Rooms({ log: ownLog, chat, audience, journal, neighbours: wire.connect(name) })
    onTestFinished(() => rooms.close())
    const permits = openTestPermits()
    const connect: Connect = (peer, { isNameless = false, version = protocolVersion } = {}) => {
      const documents = new Set<DocumentId>()
      const whole: Peer = {
        ...peer,
        join: id => void documents.add(id),
        leave: id => void documents.delete(id),
        drop: () => {
          present.delete(whole)
          peer.cut?.()
        },
      }
      present.set(whole, documents)
      // Whoever has a name of a person's, as `g_ann` has, is that person.
      const caller = { ...nobody, login: peer.id, ...(peer.id.startsWith('g_') && { user: peer.id }) }
      const isBlind = () => itself.isBlind
      const device = isNameless ? undefined : peer.id
      const parts = { rooms, log: ownLog, chat, journal, permits, caller, device, version, isBlind }
      return new Conversation(whole, { name: peer.id, color: '#336699' }, parts)
    }
    const crash = () => {
      hasCrashed = true
      present.clear()
      rooms.close()
      wire.cutOff(name)
    }
    return Object.assign(itself, {
      name,
      rooms,
      permits,
      connect,
      enter: (person: string, awarenessId?: number) => new Person(person, awarenessId, connect),
      crash,
    })
  }
  return { log, chat, wire, journal: { warnings, errors }, node }
}

/** A client without manners of its own: it notes what it hears, and applies it to a document. */
export class Person {
  readonly name: string
  readonly doc = new Y.Doc()
  readonly awareness = new Awareness(this.doc)
  readonly roster = new Map<number, Participant>()
  readonly seen: LoggedUpdate[] = []
  readonly refusals: Refused[] = []
  /** Awareness IDs that were taken from the screen at some time. */
  readonly vanished: number[] = []
  #head = 0
  #conversation: Conversation
  #session = 0
  #sent = 0

  constructor(name: string, awarenessId: number | undefined, connect: Connect) {
    this.name = name
    if (awarenessId !== undefined) {
      this.awareness.clientID = awarenessId
      // Its first state has the clock 0, which others take for none.
      this.awareness.setLocalState({})
    }
    this.awareness.on('change', ({ removed }: { removed: number[] }) => this.vanished.push(...removed))
    this.#conversation = this.#connect(connect)
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === this) return
      const n = ++this.#sent
      this.#conversation.update(encodeUpdate({ documentId, n, update }))
    })
    onTestFinished(() => this.awareness.destroy())
  }

  get session(): number {
    return this.#session
  }

  /** The newest that the server has spoken of. */
  get head(): number {
    return this.#head
  }

  get names(): string[] {
    return [...this.roster.values()].map(({ profile }) => profile.name).sort()
  }

  get text(): string {
    return this.doc.getText('t').toString()
  }

  type(words: string): void {
    this.doc.getText('t').insert(this.doc.getText('t').length, words)
  }

  point(at: number): void {
    this.awareness.setLocalState({ at })
    this.#conversation.awareness(
      encodeAwareness(documentId, encodeAwarenessUpdate(this.awareness, [this.awareness.clientID])),
    )
  }

  caretOf(other: Person): unknown {
    return this.awareness.getStates().get(other.awareness.clientID)?.at
  }

  async open(after = 0): Promise<Opened> {
    const answer = await this.#conversation.open({
      documentId,
      after,
      awarenessId: this.awareness.clientID,
    })
    if (!answer.ok) throw new Error(`open was refused: ${answer.reason}`)
    this.#session = answer.session
    this.#sent = 0
    this.roster.clear()
    for (const participant of answer.participants) this.roster.set(participant.session, participant)
    this.#see(unpackUpdates(answer.updates))
    if (answer.awareness.length > 0) applyAwarenessUpdate(this.awareness, answer.awareness, this)
    return answer
  }

  /** Sends all that the server does not say it has. */
  sendRest({ stateVector }: Opened): void {
    const n = ++this.#sent
    const update = Y.encodeStateAsUpdate(this.doc, stateVector)
    this.#conversation.update(encodeUpdate({ documentId, n, update }))
  }

  rename(name: string): void {
    this.#conversation.profile({ name, color: '#336699' })
  }

  leave(): void {
    this.#conversation.end()
  }

  #connect(connect: Connect): Conversation {
    const emit = <E extends keyof ServerToClient>(event: E, ...[message]: Parameters<ServerToClient[E]>) =>
      this.#hear(event, message)
    return connect({ id: this.name, emit })
  }

  #hear(event: keyof ServerToClient, message: unknown): void {
    if (event === 'updates') this.#see(decodeUpdates(message).updates)
    if (event === 'head') this.#head = decodeHead(message).head
    if (event === 'awareness') applyAwarenessUpdate(this.awareness, decodeAwareness(message).update, this)
    if (event === 'refused') this.refusals.push(message as Refused)
    if (event === 'presence') {
      const { joined, left } = message as Parameters<ServerToClient['presence']>[0]
      for (const session of left) this.roster.delete(session)
      for (const participant of joined) this.roster.set(participant.session, participant)
    }
  }

  #see(updates: readonly LoggedUpdate[]): void {
    this.seen.push(...updates)
    for (const { update } of updates) Y.applyUpdate(this.doc, update, this)
  }
}
