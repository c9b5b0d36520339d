import { Plugin } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { isSource, kindOf } from '../schema/block-attributes.ts'
import type { ImageTrouble, QuireEditor } from '../types.ts'
import { imagesModule, loadImages } from './loading.ts'

/** Takes what is pasted or dropped with pictures in it; it goes in once these have been made ready. */
export function imageTakingPlugin(
  editor: QuireEditor,
  keepPlace: (position: number) => () => number | undefined,
  onTrouble: (trouble: ImageTrouble) => void,
): Plugin {
  const take = (
    view: EditorView,
    event: ClipboardEvent | DragEvent,
    transfer: DataTransfer | null,
  ): boolean => {
    if (transfer === null || !view.editable || view.dragging) return false
    const [html, text, files] = [
      transfer.getData('text/html'),
      transfer.getData('text/plain'),
      [...transfer.files],
    ]
    const hasImage = files.length > 0 || /<img\b/i.test(html)
    const isCode = text !== '' && isSource(kindOf(view.state.selection.$from.parent))
    if (!hasImage || isCode) return false
    event.preventDefault()
    const at =
      'clientX' in event ? view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos : undefined
    const { selection } = view.state
    const [start, end] = [keepPlace(at ?? selection.from), keepPlace(at ?? selection.to)]
    const place = () => {
      const [from, to] = [start(), end()]
      return from === undefined || to === undefined ? undefined : { from, to }
    }
    loadImages()
      .then(() => imagesModule()?.take(editor, { files, html, text, place }))
      .catch((error: unknown) => {
        onTrouble({ reason: 'notFetched' })
        reportError(error)
      })
    return true
  }
  return new Plugin({
    props: {
      handleDOMEvents: {
        paste: (view, event) => take(view, event, event.clipboardData),
        drop: (view, event) => take(view, event, event.dataTransfer),
      },
    },
  })
}
