import type { FoldStore, QuireEditor, RichLabels } from '../types.ts'
import { provideUploads } from '../uploads/file-uploads.ts'
import { fileView } from '../uploads/file-view.ts'
import type { Rich } from '../view/late-views.ts'
import '../images/index.ts'
import { imageKeysPlugin } from '../images/image-keys.ts'
import { imageView } from '../images/image-view.ts'
import { codeView } from './code/code-view.ts'
import { highlightingPlugin } from './code/highlighting.ts'
import { contentsPlugin } from './contents/contents-plugin.ts'
import { contentsView } from './contents/contents-view.ts'
import { formulaPlugins } from './math/formula-plugin.ts'
import { mathView } from './math/math-view.ts'
import { writingPlugin } from './math/writing-plugin.ts'
import { redrawPlugin } from './redraw.ts'
import { togglePlugins } from './toggle/folding.ts'
import { foldMemory } from './toggle/remember-folds.ts'
import { toggleView } from './toggle/toggle-view.ts'

export { nameOfLanguage } from './code/code-view.ts'
export { pickLanguage } from './code/language-picker.ts'
export { insertFormula } from './math/insert-formula.ts'

/** What draws rich blocks, and what works in them. Its code comes with the first such block. */
export function createRich(editor: QuireEditor, labels: RichLabels, folds: FoldStore | undefined): Rich {
  if (labels.uploads !== undefined) provideUploads(editor.schema, labels.uploads)
  return {
    views: {
      code: codeView(editor, labels),
      math: mathView(labels),
      toggle: toggleView(labels),
      contents: contentsView(editor, labels),
      image: imageView(editor, labels),
      ...(labels.uploads && { file: fileView(labels.uploads, labels.file) }),
    },
    plugins: [
      redrawPlugin(),
      imageKeysPlugin(),
      contentsPlugin(),
      ...togglePlugins(foldMemory(editor, folds)),
      ...formulaPlugins(labels),
      writingPlugin(),
      highlightingPlugin(),
    ],
  }
}
