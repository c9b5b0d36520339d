/** Makes `from` the same as `to`, and touches nothing that is the same already: what is selected in it stays selected, what a reader has
 *  unfolded stays so. Both have the same tag. */
export function patch(from: Element, to: Element): void {
  patchAttributes(from, to)
  const wanted = [...to.childNodes]
  let at = from.firstChild
  for (const [index, next] of wanted.entries()) {
    const following = wanted[index + 1]
    if (at !== null && !at.isEqualNode(next)) {
      if (following !== undefined && at.isEqualNode(following)) {
        // It stands before what is there.
        from.insertBefore(next, at)
        continue
      }
      if (at.nextSibling?.isEqualNode(next) === true) {
        const gone = at
        at = at.nextSibling
        gone.remove()
      }
    }
    if (at === null) from.append(next)
    else {
      const after: ChildNode | null = at.nextSibling
      become(at, next)
      at = after
    }
  }
  while (at !== null) {
    const gone = at
    at = at.nextSibling
    gone.remove()
  }
}

/** A node that is there becomes one that is wanted, or gives way to it. */
function become(at: ChildNode, next: ChildNode): void {
  if (at.isEqualNode(next)) return
  if (at instanceof Text && next instanceof Text) patchText(at, next.data)
  else if (at instanceof Element && next instanceof Element && isOfAKind(at, next)) patch(at, next)
  else at.replaceWith(next)
}

/** What listens to its reader is not made into another. */
export const isOfAKind = (one: Element, other: Element): boolean =>
  one.tagName === other.tagName && one.className === other.className && one.querySelector('button') === null

function patchAttributes(from: Element, to: Element): void {
  // Whether a section is open is its reader's own.
  for (const { name } of [...from.attributes])
    if (!to.hasAttribute(name) && !(name === 'open' && from.tagName === 'DETAILS')) from.removeAttribute(name)
  // A style may be set, and not be written.
  for (const { name, value } of to.attributes)
    if (name === 'style' && from instanceof HTMLElement) from.style.cssText = value
    else if (from.getAttribute(name) !== value) from.setAttribute(name, value)
}

/** Only the letters that differ: what is selected before and behind them stays. */
function patchText(text: Text, wanted: string): void {
  const { data } = text
  const shorter = Math.min(data.length, wanted.length)
  let start = 0
  while (start < shorter && data[start] === wanted[start]) start++
  let end = 0
  while (end < shorter - start && data.at(-1 - end) === wanted.at(-1 - end)) end++
  text.replaceData(start, data.length - start - end, wanted.slice(start, wanted.length - end))
}
