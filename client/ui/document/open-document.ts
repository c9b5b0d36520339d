import * as Y from 'yjs'
import type { DocumentId, Participant, Profile, Role } from '../../../protocol/index.ts'
import {
  createEditor,
  type EditorLabels,
  focusText,
  type ImageTrouble,
  LateRescue,
  type QuireEditor,
  type RichLabels,
} from '../../editor/index.ts'
import { QuireProvider, type Status } from '../../sync/index.ts'
import { bringToServer, isMadeHere } from '../device/made-here.ts'
import { type Cell, cell, type Observable } from '../parts/observable.ts'
import type { Uploading } from '../uploads/uploads-of.ts'
import { foldsOf } from './folds.ts'
import { isShutOut, type Lock, watchRights } from './lock.ts'
import { returnWhenLetIn } from './return-when-let-in.ts'
import type { ShownStatus } from './show-status.ts'
import { steady } from './steady.ts'

/** A document that is open in this window: the parts, and what the page watches of them. Knows nothing of React. */
export interface OpenDocument {
  readonly id: DocumentId
  /** The secret of the link by which it was opened, if that had one. */
  readonly linkKey: string | undefined
  readonly doc: Y.Doc
  readonly provider: QuireProvider
  readonly status: Observable<Status>
  /** What everything on the page that speaks of the status says: in one voice, and steadily. */
  readonly shownStatus: Observable<ShownStatus>
  readonly role: Observable<Role | undefined>
  /** Whether one may write, as far as is known; until the server has said what the role is, one may: it merges later. */
  readonly canWrite: Observable<boolean>
  /** Why one may not write any more. */
  readonly lock: Observable<Lock | undefined>
  /** How much of what it may hold the document holds, from 0 to 1, once that is worth knowing. */
  readonly fullness: Observable<number | undefined>
  readonly participants: Observable<readonly Participant[]>
  /** What was said beside the text and no server has: how much goes out as soon as it can, and how much would be gone with the page. */
  readonly unsaid: Cell<{ readonly waiting: number; readonly unkept: number }>
  /** Everything that the server had has come, at some time in this visit: it stays true when the connection goes. */
  readonly synced: Observable<boolean>
  /** When the server last acknowledged everything, in this visit. Milliseconds since 1970. */
  readonly lastSavedAt: Observable<number | undefined>
  /** Undefined until there is something to show: never an empty page for a document that has text. */
  readonly editor: Observable<QuireEditor | undefined>
  /** Makes the editor, as soon as there is something to show; what is opened behind the scenes has none. */
  show(): void
  /** Neither the server nor the device has such a document. */
  readonly missing: Observable<boolean>
  setProfile(profile: Profile): void
  /** It is no document of this person's any more: it has been left, or thrown away. */
  giveUp(): void
  readonly isGivenUp: boolean
  /** Comes to its end with the document, before the provider does; at once where the document has come to its own. */
  onClose(close: () => Promise<void>): void
  /** Frees everything; what is unsaved and not kept on the device is gone then. */
  close(): Promise<void>
}

export interface OpenOptions {
  id: DocumentId
  linkKey: string | undefined
  profile: Profile
  labels: EditorLabels
  richLabels: (of: Uploading) => Promise<RichLabels>
  /** What to call somebody without a name, in the reader's language. */
  guestName: Observable<string>
  onRefusedPaste: () => void
  onImageTrouble: (trouble: ImageTrouble) => void
  /** One may write again. */
  onUnlocked: () => void
  /** Without it, a new one. */
  doc?: Y.Doc
  /** What is written here goes on in this document: see the provider's event. */
  forked: (doc: Y.Doc) => void
}

export function openDocument(options: OpenOptions): OpenDocument {
  const { id, linkKey, profile } = options
  const { doc = new Y.Doc() } = options
  const url = location.origin
  const provider = new QuireProvider({
    url,
    documentId: id,
    doc,
    profile,
    ...(linkKey && { link: linkKey }),
    ...(isMadeHere(id) && { create: () => bringToServer(id) }),
  })
  provider.on('forked', options.forked)
  const closing: (() => Promise<void>)[] = []
  let isClosed = false
  const onClose = (close: () => Promise<void>) => {
    if (isClosed) void close()
    else closing.push(close)
  }
  const watched = watch(provider)
  const {
    canWrite,
    lock,
    stop: stopRights,
  } = watchRights(watched.status, watched.role, {
    unlocked: options.onUnlocked,
  })
  const rescue = new LateRescue(doc.getXmlFragment('content'), {
    hold: () => provider.hold(),
    arriving: ({ origin }) => (origin === provider ? provider.arriving : undefined),
    unsaved: () => provider.unsavedUpdates,
  })
  const {
    editor,
    missing,
    show,
    stop: stopEditor,
  } = editorWhenReady({ ...options, provider, watched, canWrite, rescue, onClose })
  const { shown: shownStatus, stop: stopSteady } = steady(watched.status, watched.role)
  const stopReturning = returnWhenLetIn({ id, linkKey, provider, ...watched })
  let isGivenUp = false

  return {
    id,
    linkKey,
    doc,
    provider,
    ...watched,
    unsaid: cell({ waiting: 0, unkept: 0 }),
    canWrite,
    lock,
    shownStatus,
    editor,
    missing,
    show,
    setProfile: next => provider.setProfile(next),
    giveUp: () => {
      isGivenUp = true
    },
    get isGivenUp() {
      return isGivenUp
    },
    onClose,
    async close() {
      isClosed = true
      const closed = closing.map(close => close())
      stopReturning()
      stopRights()
      stopSteady()
      stopEditor()
      // Words may be lost by what has come in and is not shown yet. What is brought back is kept on the device, and sent from there.
      provider.applyArrived()
      rescue.close()
      await Promise.all(closed)
      await provider.destroy()
      doc.destroy()
    },
  }
}

interface Watched {
  status: Cell<Status>
  role: Cell<Role | undefined>
  fullness: Cell<number | undefined>
  participants: Cell<readonly Participant[]>
  synced: Cell<boolean>
  lastSavedAt: Cell<number | undefined>
}

/** The provider's events as values. They end with the provider. */
function watch(provider: QuireProvider): Watched {
  const watched: Watched = {
    status: cell(provider.status),
    role: cell(provider.role),
    fullness: cell<number | undefined>(undefined),
    participants: cell(provider.participants),
    synced: cell(provider.synced),
    lastSavedAt: cell<number | undefined>(undefined),
  }
  provider.on('status', status => watched.status.set(status))
  provider.on('role', role => watched.role.set(role))
  provider.on('size', share => watched.fullness.set(share === 0 ? undefined : share))
  provider.on('participants', participants => watched.participants.set(participants))
  provider.on('synced', synced => {
    if (synced) watched.synced.set(true)
  })
  provider.on('saved', () => watched.lastSavedAt.set(Date.now()))
  return watched
}

/** Makes the editor once there is something to show: the server's document, the device's copy of it, or the certainty
 *  that neither comes soon. */
function editorWhenReady(options: MakeEditor) {
  const { provider, watched, canWrite } = options
  const editor = cell<QuireEditor | undefined>(undefined)
  const missing = cell(false)
  let loaded = false
  let shown = false
  let stopped = false

  const consider = () => {
    if (stopped) return
    const found = whatIsHere(watched, { loaded, isKnown: hasContent(provider.doc) || isMadeHere(options.id) })
    missing.set(found === 'missing')
    if (shown && found === 'document' && editor.get() === undefined) editor.set(makeEditor(options))
  }
  const subscriptions = [
    watched.synced.subscribe(consider),
    watched.status.subscribe(consider),
    canWrite.subscribe(() => lockOrUnlock(editor.get(), canWrite.get())),
  ]
  // Nothing need be awaited for what was shown already, and goes on.
  loaded = options.doc !== undefined
  consider()
  void provider.whenLoaded.then(() => {
    loaded = true
    consider()
  })
  return {
    editor,
    missing,
    show() {
      shown = true
      consider()
    },
    stop() {
      stopped = true
      for (const unsubscribe of subscriptions) unsubscribe()
      editor.get()?.destroy()
    },
  }
}

/** What is locked loses the focus; whoever wrote there, and has gone nowhere else since, writes on when it opens again. */
function lockOrUnlock(editor: QuireEditor | undefined, mayWrite: boolean): void {
  if (editor === undefined) return
  if (!mayWrite && editor.isFocused) lockedInWriting.add(editor)
  editor.setEditable(mayWrite)
  if (!mayWrite || !lockedInWriting.delete(editor)) return
  const { activeElement: at } = document
  const isNowhere = at === null || at === document.body || at === editor.view.dom
  if (isNowhere || at.closest('.notices') !== null) focusText(editor)
}

const lockedInWriting = new WeakSet<QuireEditor>()

function whatIsHere(
  { status, synced }: Watched,
  { loaded, isKnown }: { loaded: boolean; isKnown: boolean },
): 'document' | 'missing' | 'unclear' {
  if (synced.get()) return 'document'
  if (!loaded) return 'unclear'
  if (isKnown) return 'document'
  const now = status.get()
  if (isShutOut(now)) return 'missing'
  return now.state === 'offline' || now.state === 'unreachable' ? 'document' : 'unclear'
}

export function hasContent(doc: Y.Doc): boolean {
  return doc.store.clients.size > 0
}

type MakeEditor = OpenOptions & {
  onClose: Uploading['onClose']
  provider: QuireProvider
  watched: Watched
  canWrite: Observable<boolean>
  rescue: LateRescue
}

function makeEditor({ provider, watched, canWrite, rescue, ...options }: MakeEditor): QuireEditor {
  return createEditor({
    doc: provider.doc,
    awareness: provider.awareness,
    hold: () => provider.hold(),
    rescue,
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
    editable: canWrite.get(),
    labels: options.labels,
    richLabels: () => options.richLabels({ ...options, provider }),
    folds: foldsOf(options.id),
    onRefusedPaste: options.onRefusedPaste,
    onImageTrouble: options.onImageTrouble,
  })
}
