const decoder = new TextDecoder()
const script = new TextEncoder().encode('script')
const backslash = 0x5c

/** Whether valid JSON in `bytes` gives a link or an image an address that runs script when it is followed. */
export function hasScriptAddress(bytes: Uint8Array): boolean {
  if (!mayNameScript(bytes)) return false
  let found = false
  JSON.parse(decoder.decode(bytes), (key, value: unknown) => {
    if ((key === 'href' || key === 'src') && typeof value === 'string' && runsScript(value)) found = true
  })
  return found
}

/** Browsers look over white space and control characters before the scheme, and over some within it. */
function runsScript(address: string): boolean {
  let scheme = ''
  for (const char of address) {
    if (char > ' ') scheme += char
    if (scheme.length === 'javascript:'.length) break
  }
  return /^(javascript|vbscript):/i.test(scheme)
}

/** Next to no formats do, and these need not be parsed. */
function mayNameScript(bytes: Uint8Array): boolean {
  let spelled = 0
  for (const byte of bytes) {
    if (byte === backslash) return true
    spelled = (byte | 0x20) === script[spelled] ? spelled + 1 : (byte | 0x20) === script[0] ? 1 : 0
    if (spelled === script.length) return true
  }
  return false
}
