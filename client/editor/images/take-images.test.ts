// @vitest-environment happy-dom
import { expect, it } from 'vitest'
import { withReadyImages } from './take-images.ts'

it('a page that begins ever new pictures and ends none is read at once', async () => {
  const page = '<img'.repeat(100_000)
  const started = performance.now()
  expect(await withReadyImages(page)).toEqual({ page, troubles: [] })
  expect(performance.now() - started).toBeLessThan(1_000)
})
