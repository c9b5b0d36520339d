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
      return showRefused(status)
    case 'closed':
      return { state: 'closed', tone: 'quiet', label: 'closed', more: 'closedMore', unsaved }
  }
}

function showLive(unsaved: number, role: Role | undefined): ShownStatus {
  if (unsaved > 0) return { state: 'saving', tone: 'busy', label: 'saving', more: 'savingMore', unsaved }
  if (!mayWrite(role)) {
    return { state: 'view-only', tone: 'quiet', label: 'viewOnly', more: 'viewOnlyMore', unsaved }
  }
  return { state: 'saved', tone: 'good', label: 'saved', more: 'savedMore', unsaved }
}

function showRefused(status: Extract<Status, { state: 'refused' }>): ShownStatus {
  const { unsaved, reason } = status
  if (passes(reason)) {
    return { state: 'connecting', tone: 'busy', label: 'retrying', more: 'connectingMore', unsaved }
  }
  const detail = status.keptOnDevice ? 'kept' : 'notKept'
  return { state: 'refused', tone: 'bad', label: 'refused', detail, more: 'refusedMore', unsaved }
}

/** Refusals that are over as soon as the document is opened again: not worth a banner. */
function passes(reason: RefusalReason): boolean {
  return reason === 'resync' || reason === 'not-open'
}

/** Before the server has said what the role is, one may write: it merges later. */
export function mayWrite(role: Role | undefined): boolean {
  return role === undefined || role === 'owner' || role === 'editor'
}

/** A notice above the text, for a refusal that needs to be read. Texts are keys of `refusal` in `i18n/en.ts`. */
export interface Notice {
  text: 'reload' | 'serverTooOld' | 'unknown' | 'forbidden' | 'storage' | 'malformed' | 'tooLarge' | 'busy'
  /** Where the unacknowledged words are; absent when there are none. */
  words?: 'kept' | 'notKept'
  offer?: 'reload' | 'copy'
}

export function noticeOf(status: Status): Notice | undefined {
  if (status.state !== 'refused') return undefined
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
    case 'not-open':
      return undefined
  }
}
