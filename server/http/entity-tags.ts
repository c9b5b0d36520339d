/** Is what `If-None-Match` names the `current` one? Compared weakly, as RFC 9110 (13.1.2) has it: a cache on the way may have made a tag weak. */
export function matches(ifNoneMatch: string | undefined, current: string): boolean {
  if (ifNoneMatch === undefined) return false
  const tags = ifNoneMatch.split(',').map(tag => opaque(tag.trim()))
  return tags.includes('*') || tags.includes(opaque(current))
}

const opaque = (tag: string) => tag.replace(/^W\//, '')
