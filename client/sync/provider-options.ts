import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import type { DocumentId, Participant, Profile, Refusal, Role } from '../../protocol/index.ts'
import type { GivenHeaders } from './request-headers.ts'
import type { Status, TransportName } from './status.ts'

export interface QuireProviderOptions {
  /** The server's address, with a path where it lies below one. */
  url: string
  documentId: DocumentId
  /** The secret of the link by which one came, where it has one: what follows `#` in the document's address. */
  link?: string
  /** In Node: what goes along with every request, a cookie of somebody who has signed in, say; or what gives it, asked at each connection.
   *  Providers that are given the same one share a connection. Browsers send their own cookies, and nothing else. */
  headers?: GivenHeaders
  doc: Y.Doc
  /** Makes the document on the server, where it may not be yet. Asked before it is opened there for the first time, until it gives
   *  nothing that speaks against it. */
  create?: () => Promise<Refusal | undefined>
  /** Without it the provider makes one. */
  awareness?: Awareness
  /** Both, unless said otherwise: WebSocket, and long-polling where that cannot pass. */
  transports?: readonly TransportName[]
  /** While only long-polling passes, WebSocket is tried again after so long, and then ever more rarely, up to every ten
   *  minutes. 30 seconds unless said otherwise. */
  retryWebSocketInMs?: number
  /** Keeps the document on the device, where there is IndexedDB. True unless said otherwise. */
  offline?: boolean
  /** Who I am, to the others. Providers of one page share a connection, unless their profiles differ. */
  profile?: Profile
  /** Connects by itself. True unless said otherwise. */
  connect?: boolean
}

export interface QuireProviderEvents {
  status: readonly [status: Status]
  synced: readonly [synced: boolean]
  participants: readonly [participants: readonly Participant[]]
  role: readonly [role: Role]
  /** The document is open under another number than before, or not any more. */
  session: readonly [session: number | undefined]
  /** The document comes near a size that it cannot exceed: this much of it is reached, from 0 to 1. 0: it does
   *  not any more. */
  size: readonly [share: number]
  /** What was written in `doc` stood under a Yjs client ID that is somebody else's: a copy of this client's (a cloned machine), or that of
   *  whoever was signed in here before. The document goes on in this one, which holds all of it, under an ID of its own: make a new provider
   *  with it, and destroy this one, which does nothing any more. */
  forked: readonly [doc: Y.Doc]
  /** Everything local is saved. */
  saved: readonly []
}

/** @throws {TypeError} when it is no address */
export function baseOf(url: string): URL {
  const base = new URL(url, typeof location === 'undefined' ? undefined : location.href)
  base.protocol = base.protocol.replace(/^ws/, 'http')
  base.search = ''
  base.hash = ''
  if (!base.pathname.endsWith('/')) base.pathname += '/'
  return base
}
