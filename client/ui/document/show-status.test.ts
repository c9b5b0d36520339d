import { describe, expect, it } from 'vitest'
import { refusalReasons } from '../../../protocol/index.ts'
import type { Status } from '../../sync/status.ts'
import { noticeOf, showStatus } from './show-status.ts'

const live = { state: 'live', transport: 'websocket', keptOnDevice: true } as const

describe('what the status says', () => {
  it('is Saved only when nothing waits for the server', () => {
    expect(showStatus({ ...live, unsaved: 0 }, 'editor').state).toBe('saved')
    expect(showStatus({ ...live, unsaved: 1 }, 'editor').state).toBe('saving')
  })

  it('is never Saved away from the server, however much is acknowledged', () => {
    for (const status of awayFromServer) expect(showStatus(status, 'owner').state).not.toBe('saved')
  })

  it('is View only for whoever may not write', () => {
    expect(showStatus({ ...live, unsaved: 0 }, 'viewer').state).toBe('view-only')
    expect(showStatus({ ...live, unsaved: 0 }, 'commenter').state).toBe('view-only')
  })

  it('promises to keep words on the device only where the device does', () => {
    for (const keptOnDevice of [true, false]) {
      for (const state of ['offline', 'unreachable'] as const) {
        const shown = showStatus({ state, unsaved: 2, keptOnDevice }, 'editor')
        expect(shown.detail).toBe(keptOnDevice ? 'kept' : 'notKept')
        expect(shown.tone).toBe(keptOnDevice ? 'warn' : 'bad')
      }
    }
  })
})

describe('a refusal', () => {
  const refused = { state: 'refused', unsaved: 3, keptOnDevice: true } as const

  it('asks to reload when the page is too old', () => {
    expect(noticeOf({ ...refused, reason: 'client-too-old' })).toEqual({
      text: 'reload',
      offer: 'reload',
      words: 'kept',
    })
  })

  it('says that words are in this window only when the device has none of them', () => {
    expect(noticeOf({ ...refused, keptOnDevice: false, reason: 'storage' })).toEqual({
      text: 'storage',
      words: 'notKept',
    })
  })

  it('says nothing about words when all of them are saved', () => {
    expect(noticeOf({ ...refused, unsaved: 0, reason: 'storage' })).toEqual({ text: 'storage' })
  })

  it.each(refusalReasons)('of the kind %s is explained, or is over by itself', reason => {
    const shown = showStatus({ ...refused, reason }, 'editor')
    const explained = noticeOf({ ...refused, reason }) !== undefined
    expect(shown.state).toBe(explained ? 'refused' : 'connecting')
  })
})

const awayFromServer: Status[] = [
  { state: 'connecting', unsaved: 0, keptOnDevice: true },
  { state: 'offline', unsaved: 0, keptOnDevice: true },
  { state: 'unreachable', unsaved: 0, keptOnDevice: true },
  { state: 'refused', unsaved: 0, keptOnDevice: true, reason: 'storage' },
  { state: 'closed', unsaved: 0, keptOnDevice: true },
]
