import { expect, it } from 'vitest'
import { sampleBytes, typeOf } from './type-of.ts'

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))

it.each([
  ['nothing', '', 'text/plain'],
  ['words', 'words\n', 'text/plain'],
  ['words in UTF-8', Buffer.from('글').toString('latin1'), 'text/plain'],
  ['a page', '<!doctype html><script>', 'text/plain'],
  ['words with a NUL', 'words\0', 'application/octet-stream'],
  ['words in another encoding', 'caf\xe9', 'application/octet-stream'],
  [
    'a picture',
    '\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\0IEND\xaeB`\x82',
    'image/png',
  ],
  ['a picture that breaks off', '\x89PNG\r\n\x1a\n', 'application/octet-stream'],
  ['a document', '%PDF-1.7\n', 'application/pdf'],
  ['XML', '<?xml version="1.0"?><a/>', 'application/xml'],
])('finds out that %s is what it is', async (_, text, type) => {
  expect(await typeOf(bytes(text))).toBe(type)
})

it('takes a long text for one, wherever the sample cuts a sign in two', async () => {
  for (const before of ['', 'a', 'ab']) {
    const text = new TextEncoder().encode(before + '글'.repeat(sampleBytes))
    expect(await typeOf(text.subarray(0, sampleBytes))).toBe('text/plain')
  }
})
