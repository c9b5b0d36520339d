/** How deep into what stands at the top of the window one looks for what the reader looks at. */
const maxDepth = 6

/** Notes what the reader looks at. What is given back puts it where it was, whatever came or went above it. */
export function holdPlace(article: Element): () => void {
  // Who is at the beginning sees what comes there.
  if (scrollY <= 0) return () => {}
  const places = inSight(article, 0).map(element => ({ element, top: element.getBoundingClientRect().top }))
  return () => {
    const stays = places.find(({ element }) => element.isConnected)
    if (stays === undefined) return
    const moved = stays.element.getBoundingClientRect().top - stays.top
    if (Math.abs(moved) >= 1) scrollBy({ top: moved, behavior: 'instant' })
  }
}

/** What is in sight, the first line that begins there first. Of what begins above the window, what is in it goes first. */
function inSight(parent: Element, depth: number): Element[] {
  const found: Element[] = []
  for (const element of parent.children) {
    const { top, bottom, height } = element.getBoundingClientRect()
    if (height === 0 || bottom <= 0) continue
    if (top > innerHeight) break
    if (top < 0 && depth < maxDepth) found.push(...inSight(element, depth + 1))
    found.push(element)
  }
  return found.sort((one, other) => Number(startsAbove(one)) - Number(startsAbove(other)))
}

const startsAbove = (element: Element) => element.getBoundingClientRect().top < 0
