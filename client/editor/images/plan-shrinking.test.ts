import { describe, expect, it } from 'vitest'
import { addressOf, maxEmbeddedBytes } from '../../../formats/images/address.ts'
import { dimensionsOf, rasterTypeOf } from '../../../formats/images/raster-types.ts'
import { fitted, maxFileBytes, planShrinking } from './plan-shrinking.ts'
import { isReady } from './ready-source.ts'
import { pngOf } from './testing.ts'

const bytesOf = (text: string, length = text.length) => {
  const bytes = new Uint8Array(length)
  bytes.set([...text].map(letter => letter.charCodeAt(0)))
  return bytes
}
const gif = (frames: number, length: number) =>
  bytesOf(`GIF89a\x10\x00\x08\x00${'\x21\xf9\x04\x00\x00\x00\x00\x00'.repeat(frames)}`, length)
const jpeg = (notes: string, length: number) =>
  bytesOf(`\xff\xd8${notes}\xff\xc0\x00\x11\x08\x00\x64\x00\xc8\x03`, length)
/** With notes behind more than 64 KiB of dots. */
const endingWith = (bytes: Uint8Array<ArrayBuffer>, notes: string) => {
  bytes.set(bytesOf(notes), 100_000)
  return bytes
}
const pngEndingWith = (notes: string) => endingWith(pngOf(640, 480, 120_000), notes)
const webp = (notes: string) =>
  endingWith(bytesOf('RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x7f\x02\0\xdf\x01\0', 120_000), notes)
const exif = '\xff\xe1\x00\x08Exif\x00\x00'

describe('what becomes of a file', () => {
  it('a small picture stays as it is, whatever it is called', () => {
    expect(planShrinking(pngOf(640, 480))).toEqual({
      do: 'keep',
      type: 'png',
      size: { width: 640, height: 480 },
    })
    expect(planShrinking(gif(9, 1_000))).toEqual({ do: 'keep', type: 'gif', size: { width: 16, height: 8 } })
    expect(planShrinking(jpeg('', 1_000))).toMatchObject({ do: 'keep', size: { width: 200, height: 100 } })
  })

  it('one that is large, or has more dots than anybody sees, is written anew: photographs as JPEG, all else as WebP', () => {
    expect(planShrinking(pngOf(640, 480, maxEmbeddedBytes + 1))).toMatchObject({
      do: 'shrink',
      to: 'image/webp',
    })
    expect(planShrinking(pngOf(4_000, 100))).toMatchObject({ do: 'shrink', to: 'image/webp' })
    expect(planShrinking(jpeg('', maxEmbeddedBytes + 1))).toMatchObject({ do: 'shrink', to: 'image/jpeg' })
    expect(planShrinking(bytesOf('\0\0\0\x1cftypavif', 90))).toMatchObject({ do: 'shrink', to: 'image/jpeg' })
  })

  it('a camera’s notes, such as the place, do not come along', () => {
    expect(planShrinking(jpeg(exif, 1_000))).toMatchObject({ do: 'shrink' })
  })

  it.each([
    ['XMP of a JPEG', jpeg('\xff\xe1\x00\x20http://ns.adobe.com/xap/1.0/\0', 1_000)],
    ['EXIF behind the picture of a WebP', webp('EXIF')],
    ['XMP behind the picture of a WebP', webp('XMP ')],
    ['EXIF behind the picture of a PNG', pngEndingWith('eXIf')],
    ['XMP behind the picture of a PNG', pngEndingWith('iTXtXML:com.adobe.xmp\0')],
    ['EXIF as text of a PNG', pngEndingWith('zTXtRaw profile type exif\0')],
  ])('nor does %s', async (_, bytes) => {
    expect(planShrinking(bytes)).toMatchObject({ do: 'shrink' })
    expect(isReady(await addressOf(new Blob([bytes], { type: `image/${rasterTypeOf(bytes)}` })))).toBe(false)
  })

  it('a pasted picture without notes is ready, and an animation of an office program stays', async () => {
    const spelled = (type: string, bytes: Uint8Array<ArrayBuffer>) => addressOf(new Blob([bytes], { type }))
    expect(isReady(await spelled('image/png', pngOf(9, 9, 200_000)))).toBe(true)
    expect(isReady(await spelled('image/png', pngOf(9, 9, maxEmbeddedBytes + 3)))).toBe(false)
    const animation = gif(2, 1_000)
    animation.set(bytesOf('XMP DataXMP'), 100)
    expect(planShrinking(animation)).toMatchObject({ do: 'keep' })
  })

  it('what is no picture, or too large to be opened, or would stand still, is refused', () => {
    expect(planShrinking(bytesOf('<svg xmlns="http://www.w3.org/2000/svg"/>'))).toEqual({
      do: 'refuse',
      reason: 'notAnImage',
    })
    expect(planShrinking(bytesOf(''))).toEqual({ do: 'refuse', reason: 'notAnImage' })
    expect(planShrinking(pngOf(60_000, 60_000))).toEqual({ do: 'refuse', reason: 'tooLarge' })
    expect(planShrinking(pngOf(10, 10, maxFileBytes + 1))).toEqual({ do: 'refuse', reason: 'tooLarge' })
    expect(planShrinking(gif(2, maxEmbeddedBytes + 1))).toEqual({ do: 'refuse', reason: 'animation' })
    expect(planShrinking(gif(1, maxEmbeddedBytes + 1))).toMatchObject({ do: 'shrink' })
  })

  it('a picture keeps its shape, and never grows', () => {
    expect(fitted({ width: 4_000, height: 3_000 }, 1_600)).toEqual({ width: 1_600, height: 1_200 })
    expect(fitted({ width: 5, height: 9_000 }, 480)).toEqual({ width: 1, height: 480 })
    expect(fitted({ width: 30, height: 20 }, 1_600)).toEqual({ width: 30, height: 20 })
  })

  it('a file that ends before it has said its size is only unknown', () => {
    for (const begun of [
      pngOf(1, 1).slice(0, 18),
      jpeg(exif, 90).slice(0, 9),
      bytesOf('RIFF\0\0\0\0WEBPVP8X'),
    ])
      expect(dimensionsOf(begun)).toBeUndefined()
  })
})
