import { fileAt } from '../file-address.ts'
import { rasterTypeOf } from './raster-types.ts'

/** The largest file that is put into a document as it is, in bytes; larger ones are made smaller. */
export const maxEmbeddedBytes = 300_000
/** Of the address of such a file: base64 takes a third more. Others may have put in somewhat larger ones. */
const maxEmbeddedLength = 2 * maxEmbeddedBytes
const maxAddressLength = 2_000

/** From where an image may be shown: out of the document itself, or from another site, which learns by that who reads. */
export type ImageAddress =
  | { from: 'document'; href: string }
  /** One of this site's files: who may not read its document does not get it. */
  | { from: 'files'; href: string }
  | { from: 'elsewhere'; href: string; host: string }

/**
 * Decides whether a browser may be given what somebody wrote as an image's address: a picture made of dots that is in the address itself, or
 * one of another site by https, or one of this site's files. Undefined for all else: scripts, pages, drawings (SVG is a page), what is no picture whatever it
 * says of itself, what is too long.
 */
export function imageAddress(src: unknown): ImageAddress | undefined {
  if (typeof src !== 'string') return undefined
  if (src.startsWith('data:')) return isEmbedded(src) ? { from: 'document', href: src } : undefined
  const address = src.trim()
  if (address.length > maxAddressLength || !URL.canParse(address)) return undefined
  const { protocol, host, href, username, password } = new URL(address)
  if (fileAt(href) !== undefined) return { from: 'files', href }
  if (protocol !== 'https:' || username !== '' || password !== '') return undefined
  return { from: 'elsewhere', href, host }
}

const embedded = /^data:image\/(png|jpeg|gif|webp|avif);base64,([A-Za-z0-9+/]+={0,2})$/

function isEmbedded(src: string): boolean {
  if (src.length > maxEmbeddedLength) return false
  const [, type, data = ''] = embedded.exec(src) ?? []
  return type !== undefined && rasterTypeOf(bytesOf(data.slice(0, 64))) === type
}

/** Of base64; empty where it is none. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(base64), letter => letter.charCodeAt(0))
  } catch (error) {
    // An odd number of letters.
    if (error instanceof DOMException) return new Uint8Array()
    throw error
  }
}

/** The bytes of an embedded image, with their type. */
export function fileOf(src: string): { type: string; bytes: Uint8Array<ArrayBuffer> } | undefined {
  const [, type, data = ''] = embedded.exec(src) ?? []
  return type === undefined ? undefined : { type, bytes: bytesOf(data) }
}

export async function addressOf(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let letters = ''
  for (let at = 0; at < bytes.length; at += 0x8000)
    letters += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  return `data:${file.type};base64,${btoa(letters)}`
}
