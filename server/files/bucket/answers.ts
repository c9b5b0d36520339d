import { parseXml, XmlElement } from '@rgrove/parse-xml'

/** An object of a bucket. */
export interface StoredObject {
  /** In the bucket. */
  name: string
  size: number
  /** In milliseconds since 1970, by the store's clock. */
  changedAt: number
}

/** At most a thousand; more follow behind the last. */
export interface ListPage {
  objects: StoredObject[]
  isLast: boolean
}

/** @throws {Error} where it is no list */
export function listIn(text: string): ListPage {
  const root = parseXml(text).root
  if (root?.name !== 'ListBucketResult') throw new Error('an answer that is no list')
  const isEncoded = textIn(root, 'EncodingType') === 'url'
  const objects = elementsIn(root, 'Contents').map(each => {
    const name = textIn(each, 'Key')
    return {
      name: isEncoded ? decodeURIComponent(name.replaceAll('+', ' ')) : name,
      size: Number(textIn(each, 'Size')),
      changedAt: Date.parse(textIn(each, 'LastModified')),
    }
  })
  return { objects, isLast: textIn(root, 'IsTruncated') !== 'true' }
}

/** The word by which a store says what is wrong; what else it says may repeat who asked, and with which key. */
export function errorCodeIn(text: string): string | undefined {
  try {
    const root = parseXml(text).root
    const code = root === null ? '' : textIn(root, 'Code')
    return /^[\w.-]{1,60}$/.test(code) ? code : undefined
  } catch {
    // A proxy's page, say.
    return undefined
  }
}

function elementsIn(parent: XmlElement, name: string): XmlElement[] {
  return parent.children.filter(child => child instanceof XmlElement).filter(child => child.name === name)
}

function textIn(parent: XmlElement, name: string): string {
  return elementsIn(parent, name)[0]?.text ?? ''
}
