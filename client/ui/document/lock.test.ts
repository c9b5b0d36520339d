import { describe, expect, it } from 'vitest'
import type { Role } from '../../../protocol/index.ts'
import type { Status } from '../../sync/status.ts'
import { cell } from '../parts/observable.ts'
import { watchRights } from './lock.ts'

const live = (unsaved = 0): Status => ({ state: 'live', unsaved, keptOnDevice: true, transport: 'websocket' })
const refused = (more: object): Status => ({
  state: 'refused',
  unsaved: 0,
  keptOnDevice: true,
  reason: 'forbidden',
  ...more,
})
const connecting: Status = { state: 'connecting', unsaved: 0, keptOnDevice: true }

describe('the lock', () => {
  it('lets one write before the server has said what one may', () => {
    const { canWrite, lock } = open(connecting, undefined)
    expect(canWrite.get()).toBe(true)
    expect(lock.get()).toBeUndefined()
  })

  it('explains nothing to somebody who only ever could read', () => {
    const { canWrite, lock, role, status } = open(connecting, undefined)
    role.set('viewer')
    status.set(live())
    expect(canWrite.get()).toBe(false)
    expect(lock.get()).toBeUndefined()
  })

  it('says that the role fell, and goes when it rises', () => {
    const { canWrite, lock, role, unlocked } = open(live(), 'editor')
    role.set('commenter')
    expect([canWrite.get(), lock.get()]).toEqual([false, { why: 'lowered', role: 'commenter' }])
    role.set('viewer')
    expect(lock.get()).toEqual({ why: 'lowered', role: 'viewer' })
    expect(unlocked()).toBe(0)
    role.set('editor')
    expect([canWrite.get(), lock.get(), unlocked()]).toEqual([true, undefined, 1])
  })

  it('is for words of an earlier visit, too, that nobody takes any more', () => {
    const { lock, role } = open(live(2), undefined)
    role.set('viewer')
    expect(lock.get()).toEqual({ why: 'lowered', role: 'viewer' })
  })

  it('closes when the server shuts one out, and says why', () => {
    const { canWrite, lock, status } = open(live(), 'editor')
    status.set(refused({ cause: 'removed' }))
    expect([canWrite.get(), lock.get()]).toEqual([false, { why: 'removed' }])
  })

  it('stays closed while one is on the way back, and opens when one is there', () => {
    const { canWrite, lock, status, unlocked } = open(live(), 'editor')
    status.set(refused({ cause: 'link-withdrawn' }))
    for (const state of ['closed', 'connecting'] as const) {
      status.set({ state, unsaved: 0, keptOnDevice: true })
      expect([canWrite.get(), lock.get()]).toEqual([false, { why: 'link-withdrawn' }])
    }
    status.set(live())
    expect([canWrite.get(), lock.get(), unlocked()]).toEqual([true, undefined, 1])
  })

  it('takes no more words for a document that the server does not know, and leaves the reason to others', () => {
    const { canWrite, lock, status } = open(live(), 'editor')
    status.set(refused({ reason: 'unknown-document' }))
    expect([canWrite.get(), lock.get()]).toEqual([false, undefined])
  })

  it('does not open when one is shut out for another reason, or for none', () => {
    const { canWrite, status, unlocked } = open(live(), 'owner')
    status.set(refused({ cause: 'trashed' }))
    status.set(connecting)
    status.set(refused({ reason: 'forbidden' }))
    expect([canWrite.get(), unlocked()]).toEqual([false, 0])
  })

  it('has nothing to do with a server that cannot save for a moment', () => {
    const { canWrite, lock, status } = open(live(), 'editor')
    status.set(refused({ reason: 'storage', retryInMs: 100 }))
    expect([canWrite.get(), lock.get()]).toEqual([true, undefined])
  })
})

function open(initially: Status, initialRole: Role | undefined) {
  const status = cell(initially)
  const role = cell(initialRole)
  let times = 0
  const unlocked = () => {
    times++
  }
  return { status, role, ...watchRights(status, role, { unlocked }), unlocked: () => times }
}
