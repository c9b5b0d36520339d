import type { EditorView } from '@tiptap/pm/view'
import * as Y from 'yjs'
import type { Binding } from './binding.ts'
import type { RelativeSelection } from './positions.ts'

/** The selections before each undoable step. */
type Selections = WeakMap<object, RelativeSelection>

export type Undo = {
  manager: Y.UndoManager
  /** Puts the selection in `view` back to where it was when what is undone was done. Returns its own undo. */
  restoreSelections: (view: EditorView) => () => void
}

/**
 * One undo manager for the text and the title, which takes back this person's edits only. It lives as long as the
 * editor: a plugin's life is shorter, for every registration of another plugin begins a new one.
 */
export function createUndo(binding: Binding, title: Y.Text): Undo {
  const selections: Selections = new WeakMap()
  const manager = new Y.UndoManager([binding.fragment, title], {
    trackedOrigins: new Set<unknown>([binding.origin, binding.structureOrigin]),
    deleteFilter: item => !holdsText(item),
  })
  manager.on('stack-item-added', ({ stackItem, changedParentTypes }) => {
    const inContent = new Set<unknown>(changedParentTypes.keys()).has(binding.fragment)
    if (inContent && binding.selectionBefore !== undefined) selections.set(stackItem, binding.selectionBefore)
  })
  return {
    manager,
    restoreSelections(view) {
      const restore = ({ stackItem }: { stackItem: object }) => {
        const selection = selections.get(stackItem)
        if (selection !== undefined) binding.select(view, selection)
      }
      manager.on('stack-item-popped', restore)
      return () => manager.off('stack-item-popped', restore)
    },
  }
}

/** Undoing the creation of a block keeps it where somebody else has written in it since. */
function holdsText({ content, parent, parentSub }: Y.Item): boolean {
  // What stays of a table keeps its place in it.
  if (parentSub === 'id' || parentSub === 'column') return hasText(parent)
  return content instanceof Y.ContentType && hasText(content.type)
}

function hasText(type: unknown): boolean {
  if (type instanceof Y.XmlText) return type.length > 0
  return type instanceof Y.XmlElement && type.toArray().some(hasText)
}
