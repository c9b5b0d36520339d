/** Between two texts: `removed` characters at `start` gave way to `inserted` ones. In UTF-16 code units. */
export type Change = { start: number; removed: number; inserted: number }

/**
 * The one stretch in which two texts differ. Where several stretches would do ("aa" to "aaa"), the one that ends at
 * `caret` (an offset in the new text) is taken: that is where a person typed or deleted.
 */
export function findChange(before: string, after: string, caret: number | undefined): Change {
  const shorter = Math.min(before.length, after.length)
  let end = 0
  const tail = caret === undefined ? 0 : Math.min(after.length - caret, shorter)
  while (end < tail && sameFromEnd(before, after, end)) end++
  let start = 0
  while (start < shorter - end && before[start] === after[start]) start++
  while (end < shorter - start && sameFromEnd(before, after, end)) end++
  if (splitsPair(before, start) || splitsPair(after, start)) start--
  if (splitsPair(before, before.length - end) || splitsPair(after, after.length - end)) end--
  return { start, removed: before.length - start - end, inserted: after.length - start - end }
}

function sameFromEnd(before: string, after: string, end: number): boolean {
  return before[before.length - 1 - end] === after[after.length - 1 - end]
}

/** Yjs keeps text as UTF-16 and turns half of a surrogate pair into a replacement character: never cut within one. */
function splitsPair(text: string, index: number): boolean {
  return index > 0 && index < text.length && /[\ud800-\udbff]/.test(text[index - 1] ?? '')
}
