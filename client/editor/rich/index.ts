import type { QuireEditor, RichLabels } from '../types.ts'
import type { Rich } from '../view/late-views.ts'
import { codeView } from './code/code-view.ts'
import { highlightingPlugin } from './code/highlighting.ts'
import { redrawPlugin } from './redraw.ts'

export { nameOfLanguage } from './code/code-view.ts'
export { pickLanguage } from './code/language-picker.ts'

/** What draws rich blocks, and what works in them. Its code comes with the first such block. */
export function createRich(editor: QuireEditor, labels: RichLabels): Rich {
  return {
    views: { code: codeView(editor, labels) },
    plugins: [redrawPlugin(), highlightingPlugin()],
  }
}
