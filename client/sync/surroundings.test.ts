// @vitest-environment happy-dom
import { afterEach, expect, it, vi } from 'vitest'
import { openStage } from './testing/peers.ts'

const stage = openStage()

afterEach(() => {
  vi.restoreAllMocks()
})

function become(visibility: DocumentVisibilityState): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(visibility)
  document.dispatchEvent(new Event('visibilitychange'))
}

it('is offline as soon as the device says so, and back as soon as it is back', async () => {
  const ann = stage.peer()
  await ann.is('live')
  const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
  await stage.server.stop()
  window.dispatchEvent(new Event('offline'))
  expect(ann.provider.status.state).toBe('offline')
  ann.type(0, 'words')
  await stage.server.start()
  online.mockReturnValue(true)
  window.dispatchEvent(new Event('online'))
  await ann.provider.whenSaved()
})

it.each([
  ['online', () => window.dispatchEvent(new Event('online'))],
  ['shown again', () => window.dispatchEvent(new Event('pageshow'))],
  ['looked at again', () => become('visible')],
])('tries at once when the page is %s', async (_when, happen) => {
  await stage.server.stop()
  const ann = stage.peer()
  // Long enough that it now waits for seconds between its attempts.
  await ann.is('unreachable')
  await stage.server.start()
  const startedAt = performance.now()
  happen()
  await ann.is('live')
  expect(performance.now() - startedAt).toBeLessThan(500)
})

it('sends what waits for the end of its frame when the page may be gone in a moment', async () => {
  const ann = stage.peer()
  await ann.is('live')
  ann.type(0, 'a')
  ann.type(1, 'b')
  become('hidden')
  await vi.waitFor(() => expect(stage.server.text(stage.documentId)).toBe('ab'))
})
