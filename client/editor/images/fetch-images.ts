import type { Node } from '@tiptap/pm/model'
import { fileAt } from '../../../formats/file-address.ts'
import { addressOf } from '../../../formats/images/address.ts'
import { rasterTypeOf } from '../../../formats/images/raster-types.ts'
import { kindOf } from '../schema/block-attributes.ts'
import { fileAddress } from '../uploads/file-uploads.ts'
import { shrink } from './shrink.ts'

/**
 * Puts pictures that are files of this site into the page itself: who reads the page elsewhere could not fetch them. One that cannot be
 * had, or that would stand still, is left as it is. Says whether anything has changed.
 */
export async function fetchImagesIn(page: ParentNode, isWanted: (src: string) => boolean): Promise<boolean> {
  let changed = false
  for (const image of page.querySelectorAll('img')) {
    const src = image.getAttribute('src') ?? ''
    if (fileAt(src) === undefined || !isWanted(src)) continue
    const embedded = await embeddedFrom(src)
    if (embedded === undefined) continue
    image.setAttribute('src', embedded)
    changed = true
  }
  return changed
}

/** The pictures of a document that are files of this site, by their addresses, as what they are within a page. */
export async function fetchPictures(doc: Node): Promise<Map<string, string>> {
  const addresses = new Set<string>()
  doc.descendants(node => {
    const address = kindOf(node) === 'image' ? fileAddress(node) : undefined
    if (address !== undefined) addresses.add(address)
    return !node.isTextblock
  })
  const pictures = new Map<string, string>()
  for (const address of addresses) {
    const embedded = await embeddedFrom(address)
    if (embedded !== undefined) pictures.set(address, embedded)
  }
  return pictures
}

async function embeddedFrom(src: string): Promise<string | undefined> {
  const answer = await fetch(src).catch(() => undefined)
  if (answer?.ok !== true) return undefined
  const ready = await shrink(await answer.blob())
  if ('refused' in ready || rasterTypeOf(new Uint8Array(await ready.file.arrayBuffer())) === undefined)
    return undefined
  return addressOf(ready.file)
}
