/**
 * At each of its commits, of whatever part of the page, React notes where the selection is in the element that has the
 * focus, if that says `contentEditable`: by a walk through all of its nodes, which for 5,000 blocks takes longer than
 * the rest of what a key costs. The editor keeps its selection itself, so it says nothing of the kind. The attribute,
 * and with it what the browser does, stays as it is.
 */
export function selectionIsOurs(editable: HTMLElement): void {
  Object.defineProperty(editable, 'contentEditable', {
    configurable: true,
    get: () => {
      const value = editable.getAttribute('contenteditable')
      return value === 'true' ? 'inherit' : (value ?? 'inherit')
    },
    set: (value: string) => editable.setAttribute('contenteditable', value),
  })
}
