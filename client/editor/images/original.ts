import { maxEmbeddedBytes } from '../../../formats/images/address.ts'
import {
  type Dimensions,
  dimensionsOf,
  hasCameraNotes,
  isAnimated,
  rasterTypeOf,
} from '../../../formats/images/raster-types.ts'
import { cleanFileName } from '../../../protocol/file-name.ts'
import { maxFileBytes, planShrinking } from './plan-shrinking.ts'
import { decoded, encoded } from './shrink.ts'

/** A picture that is kept as it is, or as good as that, and how many dots wide and high it is. */
export type Original = { file: File; size: Dimensions | undefined }

/** As what a camera's picture is written anew: hardly to be told from what it was. */
const anew = { edge: 4096, quality: 0.92 }

export async function isRaster(file: Blob): Promise<boolean> {
  return rasterTypeOf(new Uint8Array(await file.slice(0, 64).arrayBuffer())) !== undefined
}

/**
 * What becomes of a file: 'embed': a picture small enough for the document itself; 'file': no picture that browsers show, or one that they
 * would choke on. All other pictures are kept as they are, but for what a camera notes, such as the place: that is nobody's business who reads.
 */
export async function originalOf(file: File): Promise<Original | 'embed' | 'file'> {
  if (!(await isRaster(file)) || file.size > maxFileBytes) return 'file'
  const bytes = new Uint8Array(await file.arrayBuffer())
  const plan = planShrinking(bytes)
  if (plan.do === 'keep') return 'embed'
  if (plan.do === 'refuse' && plan.reason !== 'animation') return 'file'
  const type = `image/${rasterTypeOf(bytes)}`
  if (!hasCameraNotes(bytes))
    return { file: new File([bytes], cleanFileName(file.name), { type }), size: dimensionsOf(bytes) }
  // Written anew it would stand still; and nobody has asked for its notes to be shown.
  if (isAnimated(bytes)) return 'file'
  const clean = await withoutNotes(new Blob([bytes], { type }), cleanFileName(file.name))
  if (clean === undefined) return 'embed'
  return clean.file.size <= maxEmbeddedBytes ? 'embed' : clean
}

async function withoutNotes(picture: Blob, name: string): Promise<Original | undefined> {
  const bitmap = await decoded(picture)
  if (bitmap === undefined) return undefined
  try {
    const { width, height } = bitmap
    const scale = Math.min(1, anew.edge / Math.max(width, height))
    const size = { width: Math.round(width * scale), height: Math.round(height * scale) }
    const type = picture.type === 'image/png' || picture.type === 'image/webp' ? 'image/webp' : 'image/jpeg'
    const written = await encoded(bitmap, { ...size, type, quality: anew.quality })
    if (written === null) return undefined
    const stem = name.replace(/\.[^.]*$/, '')
    return {
      file: new File([written], `${stem}.${written.type.slice('image/'.length)}`, { type: written.type }),
      size,
    }
  } finally {
    bitmap.close()
  }
}
