import { addressOf } from '../../../formats/images/address.ts'
import type { ReadyImage } from './shrink.ts'

/**
 * Puts a file where all readers of the document find it, and gives the address by which they do. For now that is the document itself: the
 * file is in its own address. A store for files has its place here, and `imageAddress` must then know its addresses.
 */
export function storeImage({ file }: ReadyImage): Promise<string> {
  return addressOf(file)
}
