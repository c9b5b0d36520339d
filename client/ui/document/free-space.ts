/** Between which heights of the window the text can be seen: the header is above, on phones toolbar and keyboard are below. */
export function freeSpace(text: Element): { top: number; bottom: number } {
  const page = text.closest('.document')
  const header = page?.querySelector('.document-header')?.getBoundingClientRect()
  const toolbar = page?.querySelector('.toolbar')?.getBoundingClientRect()
  const visible = (window.visualViewport?.offsetTop ?? 0) + (window.visualViewport?.height ?? innerHeight)
  if (toolbar === undefined || toolbar.height === 0) return { top: header?.bottom ?? 0, bottom: visible }
  const below = toolbar.top > innerHeight / 2
  return below
    ? { top: header?.bottom ?? 0, bottom: Math.min(visible, toolbar.top) }
    : { top: toolbar.bottom, bottom: visible }
}
