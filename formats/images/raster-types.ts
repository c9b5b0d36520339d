/** Pictures made of dots, by the name of their media type behind `image/`. */
export type RasterType = 'png' | 'jpeg' | 'gif' | 'webp' | 'avif'

export const rasterTypes: readonly RasterType[] = ['png', 'jpeg', 'gif', 'webp', 'avif']

/** What a file is by its first bytes, whatever its name or its sender says; undefined for all else, drawings among it. */
export function rasterTypeOf(bytes: Uint8Array): RasterType | undefined {
  if (has(bytes, 0, '\x89PNG\r\n\x1a\n')) return 'png'
  if (has(bytes, 0, '\xff\xd8\xff')) return 'jpeg'
  if (has(bytes, 0, 'GIF87a') || has(bytes, 0, 'GIF89a')) return 'gif'
  if (has(bytes, 0, 'RIFF') && has(bytes, 8, 'WEBP')) return 'webp'
  if (has(bytes, 4, 'ftypavif') || has(bytes, 4, 'ftypavis')) return 'avif'
  return undefined
}

export type Dimensions = { width: number; height: number }

/** How many dots wide and high, as its head says; undefined where that cannot be read. Not of AVIF: only a browser reads that. */
export function dimensionsOf(bytes: Uint8Array<ArrayBuffer>): Dimensions | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    switch (rasterTypeOf(bytes)) {
      case 'png':
        return { width: view.getUint32(16), height: view.getUint32(20) }
      case 'gif':
        return { width: view.getUint16(6, true), height: view.getUint16(8, true) }
      case 'webp':
        return ofWebp(bytes, view)
      case 'jpeg':
        return ofJpeg(view)
      default:
        return undefined
    }
  } catch (error) {
    // It ends before it has said it.
    if (error instanceof RangeError) return undefined
    throw error
  }
}

function ofWebp(bytes: Uint8Array, view: DataView): Dimensions | undefined {
  if (has(bytes, 12, 'VP8X')) {
    const three = (at: number) => view.getUint16(at, true) + view.getUint8(at + 2) * 0x10000
    return { width: three(24) + 1, height: three(27) + 1 }
  }
  if (has(bytes, 12, 'VP8L')) {
    const bits = view.getUint32(21, true)
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
  }
  return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
}

/** Along its segments to the one that begins a frame. */
function ofJpeg(view: DataView): Dimensions | undefined {
  for (let at = 2; ; ) {
    const marker = view.getUint16(at)
    const isFrame = marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker)
    if (isFrame) return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) }
    if (marker < 0xff00) return undefined
    at += 2 + view.getUint16(at + 2)
  }
}

/** How EXIF and XMP begin in JPEG, PNG, WebP and AVIF. They may stand behind the picture. */
const notesMarks = [
  'Exif\0',
  'eXIf',
  'EXIF',
  'Raw profile type ',
  'http://ns.adobe.com/x',
  'XML:com.adobe.xmp',
  'XMP ',
  'application/rdf+xml',
]

/** It says where and by what it was taken, or which side is up: a camera's. No camera writes GIF. */
export function hasCameraNotes(bytes: Uint8Array): boolean {
  if (rasterTypeOf(bytes) === 'gif') return false
  return notesMarks.some(mark => find(bytes, mark, 0, bytes.length) >= 0)
}

export function isAnimated(bytes: Uint8Array): boolean {
  switch (rasterTypeOf(bytes)) {
    case 'gif': {
      const first = find(bytes, '\x21\xf9\x04', 0, bytes.length)
      return first >= 0 && find(bytes, '\x21\xf9\x04', first + 8, bytes.length) >= 0
    }
    case 'webp':
      return find(bytes, 'ANIM', 12, 64) >= 0
    case 'png':
      return find(bytes, 'acTL', 8, 0x1000) >= 0
    case 'avif':
      return has(bytes, 4, 'ftypavis')
    default:
      return false
  }
}

function has(bytes: Uint8Array, at: number, mark: string): boolean {
  for (let index = 0; index < mark.length; index++)
    if (bytes[at + index] !== mark.charCodeAt(index)) return false
  return true
}

function find(bytes: Uint8Array, mark: string, from: number, to: number): number {
  const first = mark.charCodeAt(0)
  const end = Math.min(to, bytes.length - mark.length + 1)
  for (let at = bytes.indexOf(first, from); at >= 0 && at < end; at = bytes.indexOf(first, at + 1))
    if (has(bytes, at, mark)) return at
  return -1
}
