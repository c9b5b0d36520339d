import type { RefusalReason, Role } from '../../../protocol/index.ts'
import type { Status } from '../../sync/status.ts'

/** What the person sees of a `Status`: the one place where it becomes words. Texts are keys of `i18n/en.ts`. */
export interface ShownStatus {
  state: ShownState
  tone: 'good' | 'busy' | 'quiet' | 'warn' | 'bad'
  label: StatusText
  /** Where the words are that the server does not have; shown after the label. */
  detail?: 'kept' | 'notKept'
  /** A sentence or two about what that means. */
  more: StatusText
  unsaved: number
  /** What must be read before writing on. */
  notice?: Notice
}
export type ShownState =
  | 'saved'
  | 'saving'
  | 'connecting'
  | 'offline'
  | 'unreachable'
  | 'view-only'
  | 'refused'
  | 'closed'
type StatusText = keyof typeof import('../../i18n/en.ts')['en']['status'] extends infer Key
  ? Key extends `${infer Counted}_${'one' | 'other'}`
    ? Counted
    : Key
  : never

export function showStatus(status: Status, role: Role | undefined): ShownStatus {
  const { unsaved } = status
  const detail = status.keptOnDevice ? 'kept' : 'notKept'
  const urgency = status.keptOnDevice ? 'warn' : 'bad'
  switch (status.state) {
    case 'connecting':
      return { state: 'connecting', tone: 'busy', label: 'connecting', more: 'connectingMore', unsaved }
    case 'live':
      return showLive(unsaved, role)
    case 'offline': {
      const more = status.keptOnDevice ? 'offlineKept' : 'offlineNotKept'
      return { state: 'offline', tone: urgency, label: 'offline', detail, more, unsaved }
    }
    case 'unreachable': {
      const more = status.keptOnDevice ? 'unreachableKept' : 'unreachableNotKept'
      return { state: 'unreachable', tone: urgency, label: 'unreachable', detail, more, unsaved }
    }
    case 'refused':
      return showRefused(status, role)
    case 'closed':
      return { state: 'closed', tone: 'quiet', label: 'closed', more: 'closedMore', unsaved }
  }
}

function showLive(unsaved: number, role: Role | undefined): ShownStatus {
  if (unsaved > 0) return { state: 'saving', tone: 'busy', label: 'saving', more: 'savingMore', unsaved }
  if (!mayWrite(role)) return { ...showReading(role), tone: 'quiet', unsaved }
  return { state: 'saved', tone: 'good', label: 'saved', more: 'savedMore', unsaved }
}

function showReading(role: Role | undefined): Pick<ShownStatus, 'state' | 'label' | 'more'> {
  if (role === 'commenter') return { state: 'view-only', label: 'canComment', more: 'canCommentMore' }
  return { state: 'view-only', label: 'viewOnly', more: 'viewOnlyMore' }
}

type Refused = Extract<Status, { state: 'refused' }>

function showRefused(status: Refused, role: Role | undefined): ShownStatus {
  const { unsaved } = status
  // A notice of its own says why, and what becomes of the words: see `lock.ts`.
  const words = unsaved > 0 ? ({ detail: status.keptOnDevice ? 'kept' : 'notKept' } as const) : {}
  if (status.cause !== undefined) {
    return { state: 'refused', tone: 'warn', label: 'locked', more: 'lockedMore', unsaved, ...words }
  }
  if (status.reason === 'forbidden' && !mayWrite(role)) {
    return { ...showReading(role), tone: 'warn', unsaved, ...words }
  }
  const notice = noticeOf(status, role)
  // Over as soon as the document is opened again: not worth a banner.
  if (notice === undefined) {
    return { state: 'connecting', tone: 'busy', label: 'retrying', more: 'connectingMore', unsaved }
  }
  const label = isNotOpened(status, role) ? 'notOpened' : 'refused'
  const shown = { state: 'refused', tone: 'bad', label, more: 'refusedMore', unsaved, notice } as const
  return { ...shown, ...(notice.words && { detail: notice.words }) }
}

/** For now, the server does not even hand the document out. Nothing is unsaved: to say "not saving" would be to frighten.
 *  That there is a role tells that the document has been open before. */
function isNotOpened({ reason, unsaved }: Refused, role: Role | undefined): boolean {
  return unsaved === 0 && role === undefined && (reason === 'storage' || reason === 'busy')
}

/** Before the server has said what the role is, one may write: it merges later. */
export function mayWrite(role: Role | undefined): boolean {
  return role === undefined || role === 'owner' || role === 'editor'
}

/** A notice above the text, for a refusal that needs to be read. Texts are keys of `refusal` in `i18n/en.ts`. */
export interface Notice {
  text:
    | 'reload'
    | 'serverTooOld'
    | 'unknown'
    | 'forbidden'
    | 'storage'
    | 'notOpened'
    | 'malformed'
    | 'tooLarge'
    | 'busy'
  /** Where the unacknowledged words are; absent when there are none. */
  words?: 'kept' | 'notKept'
  offer?: 'reload' | 'copy'
}

function noticeOf(status: Refused, role: Role | undefined): Notice | undefined {
  if (status.reason === 'storage' && isNotOpened(status, role)) return { text: 'notOpened' }
  const notice = noticeOfReason(status.reason)
  if (notice === undefined || status.unsaved === 0) return notice
  return { ...notice, words: status.keptOnDevice ? 'kept' : 'notKept' }
}

function noticeOfReason(reason: RefusalReason): Notice | undefined {
  switch (reason) {
    case 'client-too-old':
      return { text: 'reload', offer: 'reload' }
    case 'server-too-old':
      return { text: 'serverTooOld' }
    case 'unknown-document':
      return { text: 'unknown', offer: 'copy' }
    case 'forbidden':
      return { text: 'forbidden', offer: 'copy' }
    case 'malformed':
      return { text: 'malformed', offer: 'copy' }
    case 'too-large':
      return { text: 'tooLarge', offer: 'copy' }
    case 'storage':
      return { text: 'storage' }
    case 'busy':
      return { text: 'busy' }
    case 'resync':
    case 'fork':
    case 'not-open':
      return undefined
  }
}
