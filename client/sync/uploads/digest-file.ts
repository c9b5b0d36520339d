import { Sha256 } from './sha256.ts'

/** Up to here a file is read in one piece, in bytes: a telephone has room for it. */
const atOnce = 32 * 1024 * 1024
/** Of a larger one, so much before the page is answered again. */
const pieceBytes = 512 * 1024

/** SHA-256 in hexadecimal.  @throws {DOMException} the file cannot be read (any more) */
export async function digestFile(file: Blob): Promise<string> {
  const { subtle } = globalThis.crypto as { subtle?: SubtleCrypto }
  if (subtle !== undefined && file.size <= atOnce) {
    const digest = new Uint8Array(await subtle.digest('SHA-256', await file.arrayBuffer()))
    return [...digest].map(byte => byte.toString(16).padStart(2, '0')).join('')
  }
  const hash = new Sha256()
  for (let at = 0; at < file.size; at += pieceBytes)
    hash.add(new Uint8Array(await file.slice(at, at + pieceBytes).arrayBuffer()))
  return hash.hex()
}
