/** A formula within pasted HTML: as we and GitHub write it, as KaTeX and MathJax draw it, or MathML. */
export function isFormula(element: HTMLElement): boolean {
  return (
    element.tagName.toLowerCase() === 'math' ||
    element.tagName === 'MJX-CONTAINER' ||
    element.classList.contains('katex') ||
    element.classList.contains('katex-display') ||
    (element.tagName === 'CODE' && element.classList.contains('math-inline'))
  )
}

/** Its TeX; of MathML that brings none along, its text. */
export function texOf(element: HTMLElement): string {
  const annotation = element.querySelector('annotation[encoding="application/x-tex"]')
  const math = element.tagName.toLowerCase() === 'math' ? element : element.querySelector('math')
  const text = annotation ?? math ?? element
  // Our pages say where white space counts.
  if (annotation?.hasAttribute('data-exact')) return annotation.textContent
  return (text.textContent ?? '').replace(/\s+/g, ' ').trim()
}

export function isDisplayed(element: HTMLElement): boolean {
  const math = element.tagName.toLowerCase() === 'math' ? element : element.querySelector('math')
  return (
    element.classList.contains('katex-display') ||
    element.getAttribute('display') === 'true' ||
    math?.getAttribute('display') === 'block'
  )
}
