import { type DocumentId, maxOpenDocuments, type Profile } from '../../protocol/index.ts'
import { Connection, type ConnectionUser } from './connection.ts'
import { type GivenHeaders, nameOf } from './request-headers.ts'
import type { TransportName } from './status.ts'

interface Shared {
  key: string
  connection: Connection
  documents: Set<DocumentId>
}

export interface Lease {
  readonly connection: Connection
  release(): void
}

export interface LeaseOptions {
  base: URL
  transports: readonly TransportName[]
  documentId: DocumentId
  /** A connection has one; without it any will do. */
  profile: Profile | undefined
  retryWebSocketInMs: number | undefined
  headers?: GivenHeaders | undefined
}

/** How somebody appears who has not said: a guest. */
export const guest: Profile = { name: '', color: '#6b7280' }

/** The connections of this tab, or process: one carries all the documents of one server. */
const open = new Set<Shared>()

/** Uses the connection that is there, or a new one: a connection has a document open once only, has one profile, and so
 *  many documents at most. */
export function leaseConnection(
  { base, transports, documentId, profile, retryWebSocketInMs, headers }: LeaseOptions,
  user: ConnectionUser,
): Lease {
  const key = `${[...transports].sort()} ${retryWebSocketInMs} ${nameOf(headers)} ${base}`
  const fits = (shared: Shared) =>
    shared.key === key &&
    !shared.documents.has(documentId) &&
    shared.documents.size < maxOpenDocuments &&
    (profile === undefined || same(profile, shared.connection.profile))
  const shared = [...open].find(fits) ?? {
    key,
    connection: new Connection({ base, transports, profile: profile ?? guest, retryWebSocketInMs, headers }),
    documents: new Set(),
  }
  open.add(shared)
  shared.documents.add(documentId)
  const stopUsing = shared.connection.use(user)
  let released = false
  return {
    connection: shared.connection,
    release: () => {
      if (released) return
      released = true
      shared.documents.delete(documentId)
      stopUsing()
      // Whoever takes it over in this very moment keeps it open.
      setTimeout(() => shared.documents.size === 0 && open.delete(shared), 0)
    },
  }
}

function same(a: Profile, b: Profile): boolean {
  return a.name === b.name && a.color === b.color
}
