import { bytesOf, fileOf, imageAddress, maxEmbeddedBytes } from './address.ts'
import { dimensionsOf } from './raster-types.ts'
import { shrink } from './shrink.ts'
import { storeImage } from './store-image.ts'

/** How many dots wide and high an embedded image is, `640x480`; undefined for one of another site. */
export function sizeIn(src: string): string | undefined {
  const size = dimensionsOf(fileOf(src)?.bytes ?? new Uint8Array())
  return size && `${size.width}x${size.height}`
}

/** The address under which an embedded image of a file, small or large, goes into a document; undefined where it is no picture. */
export async function readySource(src: string): Promise<{ src: string; size?: string } | undefined> {
  const address = imageAddress(src)
  if (address?.from === 'elsewhere') return { src: address.href }
  const bytes = bytesOf(/^data:[^,]*;base64,(.*)$/is.exec(src)?.[1]?.replace(/\s+/g, '') ?? '')
  if (address !== undefined && bytes.length <= maxEmbeddedBytes) {
    const size = sizeIn(src)
    return { src, ...(size !== undefined && { size }) }
  }
  const ready = await shrink(new Blob([bytes]))
  if ('refused' in ready) return undefined
  return { src: await storeImage(ready), size: `${ready.size.width}x${ready.size.height}` }
}
