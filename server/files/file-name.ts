const maxBytes = 200
const encoder = new TextEncoder()

/** Signs that no name needs: those that control terminals, turn the direction of what follows around, or cannot be seen. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu
/** What means something to one system or another. */
const forbidden = /[<>:"|?*]/g

/** What a file is called, whatever its sender calls it: its own name without folders, of signs that can be seen, in at most 200 bytes. */
export function cleanFileName(raw: string): string {
  const own = raw.normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const clean = own
    // A joiner holds the parts of an emoji together.
    .replace(unseen, sign => (sign === '\u200d' ? sign : ''))
    .replace(forbidden, '_')
    .replace(/\s+/g, ' ')
    .trim()
    // Neither a hidden file nor a way up.
    .replace(/^\.+/, '')
  const [stem, ending] = parted(clean)
  const short = shortened(stem, maxBytes - encoder.encode(ending).length)
  const name = `${short}${ending}`.replace(/[. ]+$/, '').trim()
  return name === '' ? 'file' : name
}

/** An ending is short. */
function parted(name: string): [stem: string, ending: string] {
  const [, stem, ending] = /^(.+)(\.[^. ]{1,20})$/u.exec(name) ?? []
  return stem === undefined || ending === undefined ? [name, ''] : [stem, ending]
}

function shortened(text: string, bytes: number): string {
  if (encoder.encode(text).length <= bytes) return text
  let short = ''
  let left = bytes
  for (const sign of text) {
    left -= encoder.encode(sign).length
    if (left < 0) break
    short += sign
  }
  return short
}
