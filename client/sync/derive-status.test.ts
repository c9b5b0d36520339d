import { expect, it } from 'vitest'
import { refuse } from '../../protocol/index.ts'
import { deriveStatus, type Facts, sameStatus } from './derive-status.ts'

const facts: Facts = {
  unsaved: 0,
  keptOnDevice: true,
  isWanted: true,
  refusal: undefined,
  transport: undefined,
  isOnline: true,
  isUnreachable: false,
}
const tell = (known: Partial<Facts>) => deriveStatus({ ...facts, ...known })

it('is live only while the document is open', () => {
  expect(tell({ transport: 'polling', unsaved: 3 })).toEqual({
    state: 'live',
    unsaved: 3,
    keptOnDevice: true,
    transport: 'polling',
  })
  expect(tell({}).state).toBe('connecting')
})

it('tells a short cut from a long one, and both from a device without a network', () => {
  expect(tell({ isUnreachable: true }).state).toBe('unreachable')
  expect(tell({ isUnreachable: true, isOnline: false }).state).toBe('offline')
})

it('believes a link that is there more than a device that says it is offline', () => {
  expect(tell({ isOnline: false, transport: 'websocket' }).state).toBe('live')
})

it('tells a refusal before anything else but that nobody wants to be connected', () => {
  const refusal = refuse('storage', { retryInMs: 70, detail: 'for logs' })
  expect(tell({ refusal, transport: 'websocket', isOnline: false })).toEqual({
    state: 'refused',
    unsaved: 0,
    keptOnDevice: true,
    reason: 'storage',
    retryInMs: 70,
  })
  expect(tell({ refusal, isWanted: false }).state).toBe('closed')
})

it('counts what is not saved in every state', () => {
  const states: Partial<Facts>[] = [
    { isWanted: false },
    { refusal: refuse('forbidden') },
    { transport: 'websocket' },
    { isOnline: false },
    { isUnreachable: true },
    {},
  ]
  for (const known of states) {
    expect(tell({ ...known, unsaved: 2, keptOnDevice: false })).toMatchObject({
      unsaved: 2,
      keptOnDevice: false,
    })
  }
})

it('knows when there is nothing new to tell', () => {
  expect(sameStatus(tell({}), tell({}))).toBe(true)
  expect(sameStatus(tell({}), tell({ unsaved: 1 }))).toBe(false)
})
