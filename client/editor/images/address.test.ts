import { describe, expect, it } from 'vitest'
import { addressOf, imageAddress, maxEmbeddedBytes } from '../../../formats/images/address.ts'
import { png, pngOf } from './testing.ts'

const spelled = (type: string, bytes: Uint8Array<ArrayBuffer>) => addressOf(new Blob([bytes], { type }))

describe('what may be shown as an image', () => {
  it('is a picture in its own address, and one of another site by https', async () => {
    expect(imageAddress(png)).toEqual({ from: 'document', href: png })
    expect(imageAddress(await spelled('image/png', pngOf(9, 9, maxEmbeddedBytes)))).toMatchObject({
      from: 'document',
    })
    expect(imageAddress(' https://quire.example/a b.png')).toEqual({
      from: 'elsewhere',
      href: 'https://quire.example/a%20b.png',
      host: 'quire.example',
    })
  })

  it.each([
    ['nothing', null],
    ['no text', 7],
    ['script', 'javascript:alert(1)'],
    ['script with a tab in it', 'java\tscript:alert(1)'],
    ['a page', 'data:text/html;base64,PHNjcmlwdD4='],
    ['a drawing', 'data:image/svg+xml;base64,PHN2Zz4='],
    [
      'a drawing that says it is none',
      `data:image/png;base64,${btoa('<svg xmlns="http://www.w3.org/2000/svg"/>')}`,
    ],
    ['a picture of another kind than it says', png.replace('png', 'gif')],
    ['what is spelled in no base64', 'data:image/png,%89PNG'],
    ['a name with something behind it', 'data:image/png;charset=x;base64,iVBORw0KGgo='],
    ['what is on the reader’s device', 'file:///etc/passwd'],
    ['what is on this page', 'blob:https://quire.example/1'],
    ['an address without TLS', 'http://quire.example/a.png'],
    ['a name and a password', 'https://ann:secret@quire.example/a.png'],
    ['a place on this server', '/api/documents'],
    ['an endless address', `https://quire.example/${'a'.repeat(5_000)}`],
    ['an enormous picture', `data:image/png;base64,${'iVBO'.repeat(1_000_000)}`],
  ])('is not %s', (_, src) => {
    expect(imageAddress(src)).toBeUndefined()
  })
})
