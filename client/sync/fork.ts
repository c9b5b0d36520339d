import * as Y from 'yjs'
import { type Opened, unpackUpdates } from '../../protocol/index.ts'
import { carryOver } from './carry-over.ts'
import type { Outbox } from './outbox.ts'
import { newClientId, SentClocks } from './sent-clocks.ts'

/** What is known of what we write standing under another's client ID. */
export type Fork =
  | { state: 'none' }
  /** It is to be found out what the log has there. `awaited`: the clocks that were on their way to it when we first looked. */
  | { state: 'found'; isThorough: boolean; awaited: Clocks | undefined }
  /** We went on, and nothing has been saved since: if it is one again, all that the server lacks is carried over. */
  | { state: 'settled' }

type Clocks = ReadonlyMap<number, number>

/** `awaited`: it cannot be said yet. */
export type Settled = { next: Y.Doc } | 'as it is' | { awaited: Clocks }

export function foundFork(before: Fork): Fork {
  if (before.state === 'found') return before
  return { state: 'found', isThorough: before.state === 'settled', awaited: undefined }
}

export interface ForkOptions {
  doc: Y.Doc
  outbox: Outbox
  /** The session in which the server said so. */
  session: number | undefined
  /** Other tabs find on the device what was written here, and may have sent it: the same words are no copy's, then. */
  isOnDevice: boolean
  fork: Extract<Fork, { state: 'found' }>
}

/**
 * The client ID under which this document writes is another's: a copy of this client's (a cloned machine, a restored tab), or that of
 * whoever was signed in before. `opened`, from the start, shows what the log has.
 *
 * Gives the document that goes on, where it is not the one that there was: under that ID it holds what others will never see there. `as it is`:
 * the server has all of it after all, and the document goes on under a new ID.
 */
export function settleFork(
  { doc, outbox, session, isOnDevice, fork }: ForkOptions,
  opened: Opened,
  snapshot: Uint8Array | undefined,
): Settled {
  const server = new Y.Doc({ gc: doc.gc })
  const updates = unpackUpdates(opened.updates)
  server.transact(() => {
    if (snapshot !== undefined) Y.applyUpdateV2(server, snapshot)
    for (const { update } of updates) Y.applyUpdate(server, update)
  })
  for (const { session, n } of updates) outbox.acknowledge(session, n)
  const { pendings } = outbox.ledger
  const sent = SentClocks.of(doc)
  const unsentFrom = (client: number) =>
    isOnDevice ? Number.POSITIVE_INFINITY : sent.unsentFrom(client, session)
  const awaited = awaitedClocks(opened, fork)
  const carried = carryOver({ doc, server, pendings, unsentFrom, awaited, isThorough: fork.isThorough })
  if (carried === 'carried') return { next: server }
  server.destroy()
  if (carried === 'on its way') return { awaited }
  doc.clientID = newClientId()
  return 'as it is'
}

/** What was sent before we looked first: others may write under these IDs without a pause. It counts no more where it never got there. */
function awaitedClocks({ stateVector }: Opened, { awaited }: ForkOptions['fork']): Clocks {
  const now = Y.decodeStateVector(stateVector)
  if (awaited === undefined) return now
  return new Map([...awaited].map(([client, clock]) => [client, Math.min(clock, now.get(client) ?? 0)]))
}
