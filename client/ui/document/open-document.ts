import * as Y from 'yjs'
import type { DocumentId, Participant, Profile } from '../../../protocol/index.ts'
import { createEditor, type EditorLabels, type QuireEditor } from '../../editor/index.ts'
import { QuireProvider, type Status } from '../../sync/index.ts'
import { type Cell, cell, type Observable } from '../parts/observable.ts'
import { mayWrite, type ShownStatus } from './show-status.ts'
import { steady } from './steady.ts'

/** A document that is open in this window: the parts, and what the page watches of them. Knows nothing of React. */
export interface OpenDocument {
  readonly id: DocumentId
  readonly doc: Y.Doc
  readonly provider: QuireProvider
  readonly status: Observable<Status>
  /** What everything on the page that speaks of the status says: in one voice, and steadily. */
  readonly shownStatus: Observable<ShownStatus>
  /** Whether the role allows to write; until the server has said what it is, one may: it merges later. */
  readonly canWrite: Observable<boolean>
  readonly participants: Observable<readonly Participant[]>
  /** Everything that the server had has come, at some time in this visit: it stays true when the connection goes. */
  readonly synced: Observable<boolean>
  /** When the server last acknowledged everything, in this visit. Milliseconds since 1970. */
  readonly lastSavedAt: Observable<number | undefined>
  /** Undefined until there is something to show: never an empty page for a document that has text. */
  readonly editor: Observable<QuireEditor | undefined>
  /** Neither the server nor the device has such a document. */
  readonly missing: Observable<boolean>
  setProfile(profile: Profile): void
  /** Frees everything; what is unsaved and not kept on the device is gone then. */
  close(): Promise<void>
}

export interface OpenOptions {
  id: DocumentId
  profile: Profile
  labels: EditorLabels
  /** What to call somebody without a name, in the reader's language. */
  guestName: Observable<string>
  onRefusedPaste: () => void
}

export function openDocument(options: OpenOptions): OpenDocument {
  const { id, profile } = options
  const doc = new Y.Doc()
  const provider = new QuireProvider({ url: location.origin, documentId: id, doc, profile })
  const watched = watch(provider)
  const { editor, missing, stop: stopEditor } = editorWhenReady({ ...options, provider, watched })
  const { shown: shownStatus, stop: stopSteady } = steadyStatus(provider, watched)

  return {
    id,
    doc,
    provider,
    ...watched,
    shownStatus,
    editor,
    missing,
    setProfile: next => provider.setProfile(next),
    async close() {
      stopSteady()
      stopEditor()
      await provider.destroy()
      doc.destroy()
    },
  }
}

interface Watched {
  status: Cell<Status>
  canWrite: Cell<boolean>
  participants: Cell<readonly Participant[]>
  synced: Cell<boolean>
  lastSavedAt: Cell<number | undefined>
}

/** The provider's events as values. They end with the provider. */
function watch(provider: QuireProvider): Watched {
  const watched: Watched = {
    status: cell(provider.status),
    canWrite: cell(mayWrite(provider.role)),
    participants: cell(provider.participants),
    synced: cell(provider.synced),
    lastSavedAt: cell<number | undefined>(undefined),
  }
  provider.on('status', status => watched.status.set(status))
  provider.on('role', role => watched.canWrite.set(mayWrite(role)))
  provider.on('participants', participants => watched.participants.set(participants))
  provider.on('synced', synced => {
    if (synced) watched.synced.set(true)
  })
  provider.on('saved', () => watched.lastSavedAt.set(Date.now()))
  return watched
}

function steadyStatus(provider: QuireProvider, watched: Watched) {
  const role = cell(provider.role)
  provider.on('role', next => role.set(next))
  return steady(watched.status, role)
}

/** Makes the editor once there is something to show: the server's document, the device's copy of it, or the certainty
 *  that neither comes soon. */
function editorWhenReady(options: MakeEditor) {
  const { provider, watched } = options
  const editor = cell<QuireEditor | undefined>(undefined)
  const missing = cell(false)
  let loaded = false
  let stopped = false

  const consider = () => {
    if (stopped || editor.get() !== undefined) return
    const found = whatIsHere(watched, { loaded, hasContent: hasContent(provider.doc) })
    missing.set(found === 'missing')
    if (found === 'document') editor.set(makeEditor(options))
  }
  const subscriptions = [
    watched.synced.subscribe(consider),
    watched.status.subscribe(consider),
    watched.canWrite.subscribe(() => editor.get()?.setEditable(watched.canWrite.get())),
  ]
  void provider.whenLoaded.then(() => {
    loaded = true
    consider()
  })
  return {
    editor,
    missing,
    stop() {
      stopped = true
      for (const unsubscribe of subscriptions) unsubscribe()
      editor.get()?.destroy()
    },
  }
}

function whatIsHere(
  { status, synced }: Watched,
  { loaded, hasContent }: { loaded: boolean; hasContent: boolean },
): 'document' | 'missing' | 'unclear' {
  if (synced.get()) return 'document'
  if (!loaded) return 'unclear'
  if (hasContent) return 'document'
  const now = status.get()
  if (now.state === 'refused' && now.reason === 'unknown-document') return 'missing'
  return now.state === 'offline' || now.state === 'unreachable' ? 'document' : 'unclear'
}

export function hasContent(doc: Y.Doc): boolean {
  return doc.store.clients.size > 0
}

type MakeEditor = OpenOptions & { provider: QuireProvider; watched: Watched }

function makeEditor({ provider, watched, ...options }: MakeEditor): QuireEditor {
  return createEditor({
    doc: provider.doc,
    awareness: provider.awareness,
    hold: () => provider.hold(),
    person: awarenessId => {
      const profile = watched.participants.get().find(person => person.awarenessId === awarenessId)?.profile
      return profile && { name: profile.name || options.guestName.get(), color: profile.color }
    },
    onPeopleChange: listener => {
      const unsubscribe = [watched.participants.subscribe(listener), options.guestName.subscribe(listener)]
      return () => {
        for (const undo of unsubscribe) undo()
      }
    },
    editable: watched.canWrite.get(),
    labels: options.labels,
    onRefusedPaste: options.onRefusedPaste,
  })
}
