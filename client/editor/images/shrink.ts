import { maxEmbeddedBytes } from '../../../formats/images/address.ts'
import type { Dimensions } from '../../../formats/images/raster-types.ts'
import { type Attempt, fitted, planShrinking, type ShrinkingPlan } from './plan-shrinking.ts'

/** A file that may go into a document, and how many dots wide and high it is. */
export type ReadyImage = { file: Blob; size: Dimensions }
export type Shrunk = ReadyImage | { refused: 'notAnImage' | 'unreadable' | 'tooLarge' | 'animation' }

/** Makes a picture small enough for a document. What it was taken with and where is not in it any more. */
export async function shrink(file: Blob): Promise<Shrunk> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  const plan = planShrinking(bytes)
  if (plan.do === 'refuse') return { refused: plan.reason }
  const blob = new Blob([bytes], { type: `image/${plan.type}` })
  const bitmap = await decoded(blob)
  if (bitmap === undefined) return { refused: 'unreadable' }
  try {
    if (plan.do === 'keep') return { file: blob, size: sizeOf(bitmap) }
    return await written(bitmap, plan)
  } finally {
    bitmap.close()
  }
}

/** Also of what is kept: a file may begin as a picture and be none. */
export async function decoded(blob: Blob): Promise<ImageBitmap | undefined> {
  try {
    return await createImageBitmap(blob)
  } catch (error) {
    if (error instanceof DOMException) return undefined
    throw error
  }
}

async function written(
  bitmap: ImageBitmap,
  { to, attempts }: Extract<ShrinkingPlan, { do: 'shrink' }>,
): Promise<Shrunk> {
  for (const attempt of attempts) {
    const { file, size } = await writtenAs(bitmap, to, attempt)
    if (file !== null && file.size <= maxEmbeddedBytes) return { file, size }
  }
  return { refused: 'tooLarge' }
}

async function writtenAs(
  bitmap: ImageBitmap,
  type: string,
  { edge, quality }: Attempt,
): Promise<{ file: Blob | null; size: Dimensions }> {
  const size = fitted(sizeOf(bitmap), edge)
  const file = await encoded(bitmap, { ...size, type, quality })
  // A browser that cannot write WebP gives PNG, which is small enough only for simple pictures; as JPEG, holes are white.
  if (type === 'image/webp' && file !== null && file.type !== type && file.size > maxEmbeddedBytes)
    return { file: await encoded(bitmap, { ...size, type: 'image/jpeg', quality }), size }
  return { file, size }
}

/** Draws a picture as large as is wished, and writes it. Null where it has more dots than the browser can write. */
export function encoded(
  bitmap: ImageBitmap,
  { width, height, type, quality }: Dimensions & { type: string; quality: number },
): Promise<Blob | null> {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d')
  if (context === null) return Promise.resolve(null)
  context.imageSmoothingQuality = 'high'
  if (type === 'image/jpeg') {
    context.fillStyle = '#fff'
    context.fillRect(0, 0, width, height)
  }
  context.drawImage(bitmap, 0, 0, width, height)
  const { promise, resolve } = Promise.withResolvers<Blob | null>()
  canvas.toBlob(resolve, type, quality)
  return promise
}

function sizeOf({ width, height }: ImageBitmap): Dimensions {
  return { width, height }
}
