import type { Window } from './fixtures.ts'

/** The blocks of a text, each as its kind and its words: without the buttons that stand among them. */
export function blocksOf({ editor }: Pick<Window, 'editor'>): Promise<string[]> {
  return editor.locator('> [data-kind]').evaluateAll(blocks =>
    blocks.map(block => {
      const copy = block.cloneNode(true) as Element
      for (const button of copy.querySelectorAll('button')) button.remove()
      return `${block.getAttribute('data-kind')} ${copy.textContent}`
    }),
  )
}
