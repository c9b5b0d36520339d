import { allowedAddress } from '../../../formats/link-address.ts'

/** What a person typed into a link's field as an address: `quire.example` means https, `a@b.example` means mailto. */
export function addressFromTyping(typed: string): string | undefined {
  const address = typed.trim()
  if (address === '') return undefined
  const allowed = allowedAddress(address)
  if (allowed !== undefined) return allowed
  if (/^[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+$/.test(address)) return `mailto:${address}`
  if (/^[^\s:/?#]+\.[^\s:/?#.]{2,}(:\d+)?([/?#]\S*)?$/.test(address))
    return allowedAddress(`https://${address}`)
  return undefined
}

/** A web address within a text, from one place to another. */
export type FoundAddress = { from: number; to: number; href: string }

const written = /(?<=^|[\s(<"'“‘「『（《])(?:https?:\/\/|www\.(?=[^\s.]+\.\S))[^\s<>"]+/gi

/** The web addresses that a text holds as words. Punctuation at the end of one belongs to the sentence. */
export function addressesIn(text: string): FoundAddress[] {
  return Array.from(text.matchAll(written)).flatMap(({ index, 0: all }) => {
    const address = withoutPunctuation(all)
    const href = /^www\./i.test(address) ? addressFromTyping(address) : allowedAddress(address)
    return href === undefined ? [] : { from: index, to: index + address.length, href }
  })
}

const punctuation = '.,;:!?]}\'"”’」』）》。、'

/** One pass from its end: a pasted address may consist of nothing else. */
function withoutPunctuation(address: string): string {
  let unopened = address.split(')').length - address.split('(').length
  let end = address.length
  for (; end > 0; end--) {
    const last = address.charAt(end - 1)
    // A bracket that opens in the address closes in it as well.
    if (last === ')' ? unopened-- <= 0 : !punctuation.includes(last)) break
  }
  return address.slice(0, end)
}
