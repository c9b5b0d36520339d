import type { Node } from '@tiptap/pm/model'
import type { ImageContent } from '../../../formats/content.ts'
import { alignmentOf, attributesOf, type BlockAttributes } from '../schema/block-attributes.ts'
import { fileAddress } from '../uploads/file-uploads.ts'

export function imageContentOf(block: Node): ImageContent {
  const { src, alt, width, size } = attributesOf(block)
  const align = alignmentOf(block)
  return {
    src: fileAddress(block) ?? src ?? '',
    alt: alt ?? '',
    ...(width !== null && { width }),
    ...(size !== null && { size }),
    ...(align !== 'start' && { align }),
  }
}

export function imageAttributesFrom(
  image: ImageContent | undefined,
): Partial<Pick<BlockAttributes, 'src' | 'alt' | 'width' | 'size' | 'align'>> {
  if (image === undefined) return {}
  const { src, alt, width = null, size = null, align = null } = image
  return { src: src || null, alt: alt || null, width, size, align }
}
