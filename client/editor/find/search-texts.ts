/** Something found in a text. `groups`: what stands in each pair of parentheses of a pattern. */
export type Hit = { index: number; length: number; groups?: readonly (string | null)[] }

/** What a pattern finds in each of some texts. What is empty is nothing that could be shown or replaced. */
export function searchTexts(pattern: RegExp, texts: readonly string[]): Hit[][] {
  return texts.map(text => {
    const hits: Hit[] = []
    for (const match of text.matchAll(pattern)) {
      const [found, ...groups] = match
      // Of a group that took no part there is nothing, whatever its type says.
      if (found !== '')
        hits.push({ index: match.index, length: found.length, groups: groups.map(each => each ?? null) })
    }
    return hits
  })
}

/** The words that come into the place of a match: `$1` is what its first group found, `$&` all of it, `$$` the sign itself. */
export function expand(replacement: string, found: string, groups: readonly (string | null)[]): string {
  return replacement.replace(/\$(?:(\$)|(&)|(\d{1,2}))/g, (whole, sign, all, digits?: string) => {
    if (sign !== undefined) return '$'
    if (all !== undefined) return found
    // `$12` is the twelfth group, or the first and a 2 where there are not as many.
    const [two, one] = [Number(digits), Number(digits?.[0])]
    if (two >= 1 && two <= groups.length) return groups[two - 1] ?? ''
    if (one >= 1 && one <= groups.length) return `${groups[one - 1] ?? ''}${digits?.slice(1)}`
    return whole
  })
}

export type PatternJob = { pattern: RegExp; texts: readonly string[] }
