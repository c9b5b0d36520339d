import { maxEmbeddedBytes } from '../../../formats/images/address.ts'
import {
  type Dimensions,
  dimensionsOf,
  hasCameraNotes,
  isAnimated,
  type RasterType,
  rasterTypeOf,
} from '../../../formats/images/raster-types.ts'

/** The largest file that is looked at, in bytes, and the largest picture that is decoded, in dots: four bytes of memory each. */
export const maxFileBytes = 40 * 1024 * 1024
const maxDots = 100_000_000
/** No screen shows more of a picture in the column. */
const maxEdge = 2_400

/** As what it is written anew, and how small at most: one after the other, until it is small enough. */
export type Attempt = { edge: number; quality: number }

export type ShrinkingPlan =
  | { do: 'keep'; type: RasterType; size: Dimensions }
  /** `type`: JPEG for photographs, for every program reads it; WebP for what has sharp edges, or holes. */
  | { do: 'shrink'; type: RasterType; to: 'image/jpeg' | 'image/webp'; attempts: readonly Attempt[] }
  | { do: 'refuse'; reason: 'notAnImage' | 'tooLarge' | 'animation' }

const attempts: readonly Attempt[] = [
  { edge: 1920, quality: 0.84 },
  { edge: 1600, quality: 0.78 },
  { edge: 1600, quality: 0.62 },
  { edge: 1280, quality: 0.66 },
  { edge: 1024, quality: 0.62 },
  { edge: 800, quality: 0.6 },
  { edge: 640, quality: 0.5 },
  { edge: 480, quality: 0.4 },
]

/** What is to be done with a file before it goes into the document. By its content: its name may say anything. */
export function planShrinking(bytes: Uint8Array<ArrayBuffer>): ShrinkingPlan {
  const type = rasterTypeOf(bytes)
  if (type === undefined) return { do: 'refuse', reason: 'notAnImage' }
  if (bytes.length > maxFileBytes) return { do: 'refuse', reason: 'tooLarge' }
  const size = dimensionsOf(bytes)
  if (size !== undefined && size.width * size.height > maxDots) return { do: 'refuse', reason: 'tooLarge' }
  const isSmall =
    bytes.length <= maxEmbeddedBytes && size !== undefined && Math.max(size.width, size.height) <= maxEdge
  // What a camera notes, such as the place, is nobody's business who reads; written anew, a picture has none of it.
  if (isSmall && !hasCameraNotes(bytes)) return { do: 'keep', type, size }
  // Made smaller it would stand still.
  if (isAnimated(bytes)) return { do: 'refuse', reason: 'animation' }
  const isPhotograph = type === 'jpeg' || type === 'avif'
  return { do: 'shrink', type, to: isPhotograph ? 'image/jpeg' : 'image/webp', attempts }
}

/** As large as `edge` allows, and no larger than it is. */
export function fitted({ width, height }: Dimensions, edge: number): Dimensions {
  const scale = Math.min(1, edge / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}
