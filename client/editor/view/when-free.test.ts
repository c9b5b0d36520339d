// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest'
import { writer } from '../testing/writers.ts'
import { whenFree } from './when-free.ts'

it('waits for the end of a composition, and then asks whether one may write', async () => {
  const { editor } = writer()
  const composing = vi.spyOn(editor.view, 'composing', 'get').mockReturnValue(true)
  let isFree: boolean | undefined
  const waiting = whenFree(editor.view).then(free => {
    isFree = free
  })
  await Promise.resolve()
  expect(isFree).toBeUndefined()
  composing.mockReturnValue(false)
  await waiting
  expect(isFree).toBe(true)
  editor.setEditable(false)
  expect(await whenFree(editor.view)).toBe(false)
})
