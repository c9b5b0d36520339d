import { describe, expect, it } from 'vitest'
import { refusalReasons } from '../../../protocol/index.ts'
import type { Status } from '../../sync/status.ts'
import { showStatus } from './show-status.ts'

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
    expect(showStatus({ ...refused, reason: 'client-too-old' }, 'editor').notice).toEqual({
      text: 'reload',
      offer: 'reload',
      words: 'kept',
    })
  })

  it('says that words are in this window only when the device has none of them', () => {
    const shown = showStatus({ ...refused, keptOnDevice: false, reason: 'storage' }, 'editor')
    expect(shown.notice).toEqual({ text: 'storage', words: 'notKept' })
    expect(shown.detail).toBe('notKept')
  })

  it.each(refusalReasons)('of the kind %s says nothing about words when all of them are saved', reason => {
    for (const role of ['editor', undefined] as const) {
      const { detail, notice } = showStatus({ ...refused, unsaved: 0, reason }, role)
      expect([detail, notice?.words]).toEqual([undefined, undefined])
    }
  })

  it('to hand a document out is no failure to save, while nothing was written', () => {
    const storage = { ...refused, reason: 'storage' } as const
    expect(showStatus({ ...storage, unsaved: 0 }, undefined)).toMatchObject({
      label: 'notOpened',
      notice: { text: 'notOpened' },
    })
    expect(showStatus({ ...storage, unsaved: 1 }, undefined)).toMatchObject({
      label: 'refused',
      detail: 'kept',
      notice: { text: 'storage', words: 'kept' },
    })
    expect(showStatus({ ...storage, unsaved: 0 }, 'editor')).toMatchObject({
      label: 'refused',
      notice: { text: 'storage' },
    })
  })

  it.each(refusalReasons)('of the kind %s is explained, or is over by itself', reason => {
    for (const unsaved of [0, 3]) {
      const shown = showStatus({ ...refused, unsaved, reason }, undefined)
      expect(shown.state).toBe(shown.notice === undefined ? 'connecting' : 'refused')
      expect(shown.notice === undefined).toBe(['resync', 'not-open', 'fork'].includes(reason))
    }
  })
})

const awayFromServer: Status[] = [
  { state: 'connecting', unsaved: 0, keptOnDevice: true },
  { state: 'offline', unsaved: 0, keptOnDevice: true },
  { state: 'unreachable', unsaved: 0, keptOnDevice: true },
  { state: 'refused', unsaved: 0, keptOnDevice: true, reason: 'storage' },
  { state: 'closed', unsaved: 0, keptOnDevice: true },
]
