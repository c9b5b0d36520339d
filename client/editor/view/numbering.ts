import type { Node } from '@tiptap/pm/model'
import { type EditorState, Plugin, PluginKey } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { numberCounter } from '../../../formats/numbers.ts'
import { countedOf } from '../schema/numbers.ts'
import { changesStructure } from './structure.ts'

/** The number of each child of the document that has one, by index. */
type Numbers = readonly (number | undefined)[]

const numberingKey = new PluginKey<Numbers>('numbering')

/**
 * Gives every numbered item its real number, as the `start` of its list. Typing within a block costs nothing here;
 * decorations would be looked through for each block of the document on each key.
 */
export function numberingPlugin(): Plugin<Numbers> {
  return new Plugin({
    key: numberingKey,
    state: {
      init: (_, { doc }) => numbersIn(doc),
      apply: (transaction, numbers) =>
        transaction.docChanged && changesStructure(transaction) ? numbersIn(transaction.doc) : numbers,
    },
    view: () => ({
      update(view, before) {
        const numbers = numberingKey.getState(view.state)
        if (numbers !== undefined && numbers !== numberingKey.getState(before)) renumber(view, numbers)
      },
    }),
  })
}

/** The number of the block at a position. */
export function numberAt(state: EditorState, position: number): number {
  return numberingKey.getState(state)?.[state.doc.resolve(position).index(0)] ?? 1
}

/** Shows a number in the list that is around one item. */
export function showNumber(list: Element, number: number): void {
  if (number === 1) list.removeAttribute('start')
  else if (list.getAttribute('start') !== String(number)) list.setAttribute('start', String(number))
}

/** The editor's children are the document's: a walk along both costs less than asking for each one's element. */
function renumber({ dom, state }: EditorView, numbers: Numbers): void {
  let element = dom.firstElementChild
  for (let index = 0; index < state.doc.childCount; index++) {
    while (element !== null && !showsChild(element)) element = element.nextElementSibling
    const number = numbers[index]
    if (element?.tagName === 'OL' && number !== undefined) showNumber(element, number)
    element = element?.nextElementSibling ?? null
  }
}

function showsChild(element: Element): boolean {
  return element.tagName === 'HR' || element.hasAttribute('data-kind')
}

function numbersIn(doc: Node): Numbers {
  const numbers: (number | undefined)[] = []
  const count = numberCounter()
  doc.forEach(block => {
    numbers.push(count(countedOf(block)))
  })
  return numbers
}
