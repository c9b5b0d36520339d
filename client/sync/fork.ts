import * as Y from 'yjs'
import { type Opened, unpackUpdates } from '../../protocol/index.ts'
import { carryOver } from './carry-over.ts'
import type { Outbox } from './outbox.ts'
import { newClientId, SentClocks } from './sent-clocks.ts'

export interface ForkOptions {
  doc: Y.Doc
  outbox: Outbox
  /** The session in which the server said so. */
  session: number | undefined
  /** The first attempts did not help: whatever the server lacks is carried over. */
  isThorough: boolean
}

/**
 * The client ID under which this document writes is another's: a copy of this client's (a cloned machine, a restored tab), or that of
 * whoever was signed in before. `opened`, from the start, shows what the log has.
 *
 * Gives the document that goes on, where it is not the one that there was: under that ID it holds what others will never see there. Undefined:
 * the server has all of it after all, and the document goes on under a new ID.
 */
export function settleFork(
  { doc, outbox, session, isThorough }: ForkOptions,
  opened: Opened,
  snapshot: Uint8Array | undefined,
): Y.Doc | undefined {
  const server = new Y.Doc({ gc: doc.gc })
  const updates = unpackUpdates(opened.updates)
  server.transact(() => {
    if (snapshot !== undefined) Y.applyUpdateV2(server, snapshot)
    for (const { update } of updates) Y.applyUpdate(server, update)
  })
  for (const { session, n } of updates) outbox.acknowledge(session, n)
  const { pendings } = outbox.ledger
  const sent = SentClocks.of(doc)
  const unsentFrom = (client: number) => sent.unsentFrom(client, session)
  if (carryOver({ doc, server, pendings, unsentFrom, isThorough })) return server
  server.destroy()
  doc.clientID = newClientId()
  return undefined
}
