import type { Definition, PhrasingContent } from 'mdast'
import type { ImageContent, Run } from '../../../../formats/content.ts'
import { imageAddress } from '../../../../formats/images/address.ts'
import { asWritten } from '../../../../formats/markdown/dollars.ts'

/** As `DataStore` has it. */
const apart = /^data:[\da-f-]{36}\.\d+\.$/

/** An image, and what Markdown calls its title. */
export interface CaptionedImage {
  image: ImageContent
  caption: string
}

/** Words, and the images among them. One that no browser may be shown is words. */
export function partsAtImages(
  nodes: readonly PhrasingContent[],
  definitions: Map<string, Definition>,
): (PhrasingContent[] | CaptionedImage)[] {
  const parts: (PhrasingContent[] | CaptionedImage)[] = []
  let words: PhrasingContent[] = []
  for (const node of nodes) {
    const image = imageOf(node, definitions)
    if (image === undefined) words.push(node)
    else {
      if (words.length > 0) parts.push(words)
      parts.push(image)
      words = []
    }
  }
  if (words.length > 0 || parts.length === 0) parts.push(words)
  return parts
}

function imageOf(node: PhrasingContent, definitions: Map<string, Definition>): CaptionedImage | undefined {
  if (node.type !== 'image' && node.type !== 'imageReference') return undefined
  const target = node.type === 'image' ? node : definitions.get(node.identifier)
  const src = asWritten(target?.url ?? '')
  const isImage = apart.test(src) || imageAddress(src) !== undefined
  if (!isImage) return undefined
  return { image: { src, alt: asWritten(node.alt ?? '') }, caption: asWritten(target?.title ?? '') }
}

/** Without the space that parted words and an image. */
export function trimmed(runs: readonly Run[]): Run[] {
  const last = runs.length - 1
  return runs.map(({ text, marks }, index) => {
    const begun = index === 0 ? text.trimStart() : text
    return { text: index === last ? begun.trimEnd() : begun, marks }
  })
}

/** Nothing but space: what parts images is no paragraph. */
export function isBlank(nodes: readonly PhrasingContent[]): boolean {
  return nodes.every(node => node.type === 'break' || (node.type === 'text' && node.value.trim() === ''))
}
