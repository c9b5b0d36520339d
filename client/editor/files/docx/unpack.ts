/** What of a file's parts is read, at most, once they are unpacked: a small file may hold gigabytes of nothing. */
export type UnpackLimits = { entries: number; bytes: number }
export const unpackLimits: UnpackLimits = { entries: 2_000, bytes: 48 * 1024 * 1024 }

/** It holds more than is read. */
export class TooMuch extends Error {}
/** It is no archive, or a broken one. */
export class NoArchive extends Error {}

export type Entries = Map<string, Uint8Array<ArrayBuffer>>

const endMark = 0x06054b50
const entryMark = 0x02014b50
const stored = 0
const deflated = 8

/**
 * The parts of a ZIP file whose names are wanted. What an entry says of its size is not believed: unpacking ends where there is
 * more than the limits allow.
 * @throws {TooMuch}
 * @throws {NoArchive}
 */
export async function unpack(
  file: ArrayBuffer,
  { isWanted, limits = unpackLimits }: { isWanted: (name: string) => boolean; limits?: UnpackLimits },
): Promise<Entries> {
  const entries: Entries = new Map()
  const listed = readDirectory(file)
  if (listed.length > limits.entries) throw new TooMuch(`${listed.length} entries`)
  let left = limits.bytes
  for (const { name, method, start, size } of listed) {
    if (!isWanted(name) || entries.has(name)) continue
    const packed = new Uint8Array(file, start, size)
    const bytes = method === stored ? packed : await inflate(packed, left)
    left -= bytes.length
    if (left < 0) throw new TooMuch(name)
    entries.set(name, bytes)
  }
  return entries
}

type Listed = { name: string; method: number; start: number; size: number }

function readDirectory(file: ArrayBuffer): Listed[] {
  const view = new DataView(file)
  const end = findEnd(view)
  const count = view.getUint16(end + 10, true)
  const entries: Listed[] = []
  let at = view.getUint32(end + 16, true)
  for (let index = 0; index < count; index++) {
    if (at + 46 > file.byteLength || view.getUint32(at, true) !== entryMark) throw new NoArchive('directory')
    const lengths = [28, 30, 32].map(offset => view.getUint16(at + offset, true))
    const [nameLength = 0, extra = 0, comment = 0] = lengths
    const method = view.getUint16(at + 10, true)
    const size = view.getUint32(at + 20, true)
    const header = view.getUint32(at + 42, true)
    if (at + 46 + nameLength > file.byteLength || header + 30 > file.byteLength) throw new NoArchive('entry')
    const name = new TextDecoder().decode(new Uint8Array(file, at + 46, nameLength))
    const start = header + 30 + view.getUint16(header + 26, true) + view.getUint16(header + 28, true)
    if (start + size > file.byteLength) throw new NoArchive(name)
    if (method !== stored && method !== deflated) throw new NoArchive(`method ${method}`)
    entries.push({ name, method, start, size })
    at += 46 + nameLength + extra + comment
  }
  return entries
}

/** From the end: a comment may follow. */
function findEnd(view: DataView): number {
  const last = view.byteLength - 22
  for (let at = last; at >= Math.max(0, last - 0xffff); at--) {
    if (view.getUint32(at, true) === endMark) return at
  }
  throw new NoArchive('no directory')
}

async function inflate(packed: Uint8Array<ArrayBuffer>, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let length = 0
  try {
    for (const reader = stream.getReader(); ; ) {
      const { done, value } = await reader.read()
      if (done) break
      length += value.length
      if (length > limit) {
        await reader.cancel()
        throw new TooMuch('unpacked')
      }
      chunks.push(value)
    }
  } catch (error) {
    if (error instanceof TypeError) throw new NoArchive(error.message)
    throw error
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer())
}

/** A ZIP file of these parts, as they are: for a reader that shall not have to unpack anything. */
export function pack(entries: Entries): ArrayBuffer {
  const bodies: Uint8Array<ArrayBuffer>[] = []
  const directory: Uint8Array<ArrayBuffer>[] = []
  let offset = 0
  for (const [name, bytes] of entries) {
    const label = new TextEncoder().encode(name)
    const sum = crc32(bytes)
    const local = header(0x04034b50, 30, { sum, size: bytes.length, nameLength: label.length, at: 6 })
    const listed = header(entryMark, 46, { sum, size: bytes.length, nameLength: label.length, at: 8 })
    new DataView(listed.buffer).setUint32(42, offset, true)
    bodies.push(local, label, bytes)
    directory.push(listed, label)
    offset += 30 + label.length + bytes.length
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0)
  const end = new DataView(new ArrayBuffer(22))
  end.setUint32(0, endMark, true)
  end.setUint16(8, entries.size, true)
  end.setUint16(10, entries.size, true)
  end.setUint32(12, size, true)
  end.setUint32(16, offset, true)
  return joined([...bodies, ...directory, new Uint8Array(end.buffer)])
}

type Header = { sum: number; size: number; nameLength: number; at: number }

/** `at`: where the fields begin that both kinds of header have. Names are UTF-8, nothing is packed. */
function header(mark: number, length: number, { sum, size, nameLength, at }: Header) {
  const view = new DataView(new ArrayBuffer(length))
  view.setUint32(0, mark, true)
  view.setUint16(4, 20, true)
  view.setUint16(at, 0x0800, true)
  view.setUint32(at + 8, sum, true)
  view.setUint32(at + 12, size, true)
  view.setUint32(at + 16, size, true)
  view.setUint16(at + 20, nameLength, true)
  if (at === 8) view.setUint16(6, 20, true)
  return new Uint8Array(view.buffer)
}

function joined(parts: readonly Uint8Array[]): ArrayBuffer {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all.buffer
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value
})

function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff
  for (const byte of bytes) value = (crcTable[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8)
  return (value ^ 0xffffffff) >>> 0
}
