import { bindingOf } from '../create-editor.ts'
import type { QuireEditor } from '../types.ts'
import { type BlockRange, selectedRange } from './block-actions.ts'

/** Keeps hold of the selected blocks, whatever others do above and below them. Undefined once one of them is gone. */
export function holdBlocks(editor: QuireEditor): () => BlockRange | undefined {
  const { doc, selection } = editor.state
  const { from, to } = selectedRange(doc, selection)
  const elements = bindingOf(editor)?.elements ?? []
  // A document in which nobody has written yet shows one paragraph that is no element.
  const [first, last] = [elements[from], elements[to - 1]]
  return () => {
    const now = bindingOf(editor)?.elements ?? []
    const [start, end] = [now.indexOf(first), now.indexOf(last)]
    return first === undefined || start < 0 || end < start ? undefined : { from: start, to: end + 1 }
  }
}
