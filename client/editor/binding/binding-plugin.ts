import { Plugin, PluginKey } from '@tiptap/pm/state'
import { StepMap } from '@tiptap/pm/transform'
import { type Binding, fromYjs } from './binding.ts'

/** The steps since editor and Yjs were last in step. */
const bindingKey = new PluginKey<readonly StepMap[]>('binding')

/**
 * Runs the binding in the editor. `isWritable` false: nothing but what comes from Yjs may change the document, for it
 * would be shown here and never reach anybody.
 */
export function bindingPlugin(binding: Binding, isWritable: () => boolean): Plugin<readonly StepMap[]> {
  return new Plugin({
    key: bindingKey,
    state: {
      init: (): readonly StepMap[] => [],
      apply(transaction, maps, { doc }) {
        if (!transaction.docChanged) return maps
        const pending = doc === binding.doc ? [] : maps
        return [...pending, ...transaction.mapping.maps.filter(map => map !== StepMap.empty)]
      },
    },
    filterTransaction: transaction =>
      !transaction.docChanged || transaction.getMeta(fromYjs) === true || isWritable(),
    props: { editable: () => !binding.isForeign },
    view(view) {
      const detach = binding.attach(view)
      return {
        update: (view, before) => binding.write(view.state, before, bindingKey.getState(view.state) ?? []),
        destroy: detach,
      }
    },
  })
}
