/** A file's text, or undefined where it is none. `language`: what a file of an older machine is probably written in. */
export function decodeText(bytes: Uint8Array<ArrayBuffer>, language: string): string | undefined {
  const text = decoded(bytes, language)
  return text.includes('\0') ? undefined : text.replace(/^\ufeff/, '')
}

function decoded(bytes: Uint8Array<ArrayBuffer>, language: string): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    const start = new TextDecoder('latin1').decode(bytes.subarray(0, 1024))
    return decodeAs(/<meta[^>]*charset=["']?([\w-]+)/i.exec(start)?.[1], language, bytes)
  }
}

function decodeAs(named: string | undefined, language: string, bytes: Uint8Array<ArrayBuffer>): string {
  const label = named ?? (language === 'ko' ? 'euc-kr' : 'windows-1252')
  try {
    return new TextDecoder(label).decode(bytes)
  } catch (error) {
    // A name that means nothing.
    if (!(error instanceof RangeError)) throw error
    return new TextDecoder().decode(bytes)
  }
}
