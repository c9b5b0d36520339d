import { bytesOf, fileOf, imageAddress, maxEmbeddedBytes } from '../../../formats/images/address.ts'
import { dimensionsOf, hasCameraNotes } from '../../../formats/images/raster-types.ts'
import { shrink } from './shrink.ts'
import { storeImage } from './store-image.ts'

/** How many dots wide and high an embedded image is, `640x480`; undefined for one of another site. */
export function sizeIn(src: string): string | undefined {
  const size = dimensionsOf(fileOf(src)?.bytes ?? new Uint8Array())
  return size && `${size.width}x${size.height}`
}

/** It may go into a document as it is: a small picture, without a camera's notes. */
export function isReady(src: string): boolean {
  if (imageAddress(src) === undefined) return false
  const bytes = fileOf(src)?.bytes
  return bytes !== undefined && bytes.length <= maxEmbeddedBytes && !hasCameraNotes(bytes)
}

/** The address under which an embedded image of a file, small or large, goes into a document; undefined where it is no picture. */
export async function readySource(src: string): Promise<{ src: string; size?: string } | undefined> {
  const address = imageAddress(src)
  if (address?.from === 'elsewhere') return { src: address.href }
  if (isReady(src)) {
    const size = sizeIn(src)
    return { src, ...(size !== undefined && { size }) }
  }
  const bytes = bytesOf(/^data:[^,]*;base64,(.*)$/is.exec(src)?.[1]?.replace(/\s+/g, '') ?? '')
  const ready = await shrink(new Blob([bytes]))
  if ('refused' in ready) return undefined
  return { src: await storeImage(ready), size: `${ready.size.width}x${ready.size.height}` }
}
