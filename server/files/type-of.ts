/** What the beginning of a file tells. Types that are found deep inside are not looked for: whoever sends a file should not decide for how long. */
export const sampleBytes = 64 * 1024

/** When nothing is found out. */
export const unknownType = 'application/octet-stream'

/** What a file is, as its content says. A text is a text, whatever its words mean to a browser. */
export async function typeOf(sample: Uint8Array): Promise<string> {
  if (sample.length === 0) return 'text/plain'
  // Loaded when the first file has come.
  const { fileTypeFromBuffer } = await import('file-type')
  const found = await fileTypeFromBuffer(sample)
  if (found !== undefined) return found.mime
  return isText(sample) ? 'text/plain' : unknownType
}

/** UTF-8, and nothing in it that only programs need. */
function isText(sample: Uint8Array): boolean {
  try {
    // What a sample's end has cut in two is no mistake.
    const isCut = sample.length >= sampleBytes
    const text = new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: isCut })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is these that no text has.
    return !/[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]/.test(text)
  } catch (error) {
    if (error instanceof TypeError) return false
    throw error
  }
}
