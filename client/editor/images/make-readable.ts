import { addressOf, fileOf } from '../../../formats/images/address.ts'
import { dimensionsOf } from '../../../formats/images/raster-types.ts'
import { decoded, encoded } from './shrink.ts'

/**
 * Word processors know neither WebP nor AVIF: such images of a page are written anew, as what they do know. One that cannot be decoded
 * is left out: whoever wrote it, the words can be had.
 */
export async function makeReadable(page: ParentNode): Promise<void> {
  for (const image of page.querySelectorAll('img')) {
    const file = fileOf(image.getAttribute('src') ?? '')
    if (file === undefined || (file.type !== 'webp' && file.type !== 'avif')) continue
    const bitmap = await decoded(new Blob([file.bytes], { type: `image/${file.type}` }))
    const written = bitmap && (await rewritten(bitmap, file.bytes))
    if (written == null) image.removeAttribute('src')
    else image.setAttribute('src', await addressOf(written))
  }
}

async function rewritten(bitmap: ImageBitmap, bytes: Uint8Array<ArrayBuffer>): Promise<Blob | null> {
  try {
    const { width, height } = dimensionsOf(bytes) ?? bitmap
    // Holes are kept by PNG alone, which is large for all that has none.
    const type = hasHoles(bitmap) ? 'image/png' : 'image/jpeg'
    return await encoded(bitmap, { width, height, type, quality: 0.9 })
  } finally {
    bitmap.close()
  }
}

function hasHoles(bitmap: ImageBitmap): boolean {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = 64
  const context = canvas.getContext('2d')
  if (context === null) return false
  context.drawImage(bitmap, 0, 0, 64, 64)
  const { data } = context.getImageData(0, 0, 64, 64)
  return data.some((value, index) => index % 4 === 3 && value < 250)
}
