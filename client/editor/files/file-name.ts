const maxLength = 80
/** What some file system takes for its own: the reserved characters, control characters, and invisible ones. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must go.
const unsafe = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff<>:"/\\|?*]+/g
/** Windows' names of devices, whatever follows the dot. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

/** A file's name from a title, good on every system, in any script. `fallback` where nothing of the title is left. */
export function fileName(
  title: string,
  { extension, fallback }: { extension: string; fallback: string },
): string {
  const cleaned = title.normalize('NFC').replace(unsafe, ' ').replace(/\s+/g, ' ').trim()
  const short = [...cleaned].slice(0, maxLength).join('')
  // Neither hidden files nor names that Windows would shorten.
  const stem = short.replace(/^[.\s]+|[.\s]+$/g, '') || fallback
  return `${reserved.test(stem) ? `${stem}_` : stem}.${extension}`
}
