// @vitest-environment happy-dom
import { afterEach, expect, it, vi } from 'vitest'
import { makeReadable } from './make-readable.ts'
import { png } from './testing.ts'

afterEach(() => vi.unstubAllGlobals())

it('leaves out a picture that cannot be decoded, and keeps all else', async () => {
  vi.stubGlobal('createImageBitmap', () =>
    Promise.reject(new DOMException('no picture', 'InvalidStateError')),
  )
  const page = document.createElement('div')
  page.innerHTML = `<img src="data:image/webp;base64,${btoa('RIFF\0\0\0\0WEBPVP8 ')}"><p>Words</p><img src="${png}">`
  await makeReadable(page)
  expect([...page.querySelectorAll('img')].map(image => image.getAttribute('src'))).toEqual([null, png])
  expect(page.textContent).toBe('Words')
})
