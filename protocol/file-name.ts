const maxBytes = 200
const encoder = new TextEncoder()
const graphemes = new Intl.Segmenter()

/** Signs that no name needs: those that control terminals, turn the direction of what follows around, or cannot be seen. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu
/** Joiners hold the parts of an emoji together, and tell words of Persian or Hindi apart: between what they join they stay. */
const joiner = /^[\u200c\u200d]$/
const joined = {
  before: /[\p{L}\p{M}\p{Emoji_Modifier}\p{Extended_Pictographic}]$/u,
  after: /^[\p{L}\p{M}\p{Extended_Pictographic}]/u,
}
/** What means something to one system or another. */
const forbidden = /[<>:"|?*]/g

/** What a file is called, whatever its sender calls it: its own name without folders, of signs that can be seen, in at most 200 bytes. */
export function cleanFileName(raw: string): string {
  const own = raw.split(/[/\\]/).at(-1) ?? ''
  const clean = withoutUnseen(own.normalize('NFC'))
    .normalize('NFC')
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

function withoutUnseen(text: string): string {
  return text.replace(unseen, (sign, at: number) => {
    if (!joiner.test(sign)) return ''
    const isJoined = joined.before.test(text.slice(0, at)) && joined.after.test(text.slice(at + 1))
    return isJoined ? sign : ''
  })
}

/** An ending is short. */
function parted(name: string): [stem: string, ending: string] {
  const [, stem, ending] = /^(.+)(\.[^. ]{1,20})$/u.exec(name) ?? []
  return stem === undefined || ending === undefined ? [name, ''] : [stem, ending]
}

/** By what people take for one sign; a sign that is too long by itself, by what it is made of. */
function shortened(text: string, bytes: number): string {
  if (encoder.encode(text).length <= bytes) return text
  const signs = Array.from(graphemes.segment(text), ({ segment }) => segment)
  const short = begin(signs, bytes) || begin([...text], bytes)
  return short.replace(/[\u200c\u200d]+$/, '')
}

function begin(signs: readonly string[], bytes: number): string {
  let short = ''
  let left = bytes
  for (const sign of signs) {
    left -= encoder.encode(sign).length
    if (left < 0) break
    short += sign
  }
  return short
}
