import { addressOf, fileOf } from './address.ts'
import { dimensionsOf } from './raster-types.ts'
import { encoded } from './shrink.ts'

/** Word processors know neither WebP nor AVIF: such images of a page are written anew, as what they do know. */
export async function makeReadable(page: ParentNode): Promise<void> {
  for (const image of page.querySelectorAll('img')) {
    const file = fileOf(image.getAttribute('src') ?? '')
    if (file === undefined || (file.type !== 'webp' && file.type !== 'avif')) continue
    const written = await rewritten(file)
    if (written !== null) image.setAttribute('src', await addressOf(written))
  }
}

async function rewritten({
  type,
  bytes,
}: {
  type: string
  bytes: Uint8Array<ArrayBuffer>
}): Promise<Blob | null> {
  const bitmap = await createImageBitmap(new Blob([bytes], { type: `image/${type}` }))
  const { width, height } = dimensionsOf(bytes) ?? bitmap
  // Holes are kept by PNG alone, which is large for all that has none.
  const written = await encoded(bitmap, {
    width,
    height,
    type: hasHoles(bitmap) ? 'image/png' : 'image/jpeg',
    quality: 0.9,
  })
  bitmap.close()
  return written
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
