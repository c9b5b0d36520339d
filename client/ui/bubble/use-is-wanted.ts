import { useEffect, useState } from 'react'
import { isSource, type QuireEditor, selectedImage } from '../../editor/index.ts'

/** How long a selection rests before the bubble comes, so that it does not flicker while one selects. In ms. */
const restsMs = 150

/** With a finger, the phone shows its own menu beside the selection, and the toolbar is beneath it. */
const hasPointer = '(hover: hover) and (pointer: fine) and (width >= 40rem)'

/** Whether the bubble beside the selection shows: words are selected, the mouse rests, and Escape did not send it away. */
export function useIsWanted(editor: QuireEditor, isInside: (node: EventTarget | null) => boolean): boolean {
  const [wanted, setWanted] = useState(false)
  useEffect(() => {
    const listening = new AbortController()
    const { signal } = listening
    const pointer = matchMedia(hasPointer)
    let timer: ReturnType<typeof setTimeout> | undefined
    let sentAway = false
    let selecting = false
    const look = () => {
      const hasFocus = editor.isFocused || isInside(document.activeElement)
      setWanted(pointer.matches && hasFocus && !sentAway && !selecting && hasWords(editor))
    }
    const lookSoon = () => {
      clearTimeout(timer)
      timer = setTimeout(look, restsMs)
    }
    const onSelection = () => {
      sentAway = false
      if (editor.state.selection.empty) setWanted(false)
      lookSoon()
    }
    document.addEventListener(
      'pointerdown',
      ({ target }) => {
        if (isInside(target)) return
        selecting = true
        setWanted(false)
      },
      { signal, capture: true },
    )
    const onRelease = () => {
      selecting = false
      lookSoon()
    }
    document.addEventListener('pointerup', onRelease, { signal, capture: true })
    document.addEventListener('pointercancel', onRelease, { signal, capture: true })
    document.addEventListener(
      'keydown',
      ({ key, target }) => {
        if (key !== 'Escape' || isInside(target)) return
        sentAway = true
        setWanted(false)
      },
      { signal },
    )
    document.addEventListener('focusin', lookSoon, { signal })
    document.addEventListener('focusout', lookSoon, { signal })
    editor.on('selectionUpdate', onSelection)
    return () => {
      listening.abort()
      clearTimeout(timer)
      editor.off('selectionUpdate', onSelection)
    }
  }, [editor, isInside])
  return wanted
}

/** Words that can be marked: code, and a divider, cannot. */
function hasWords({ isDestroyed, isEditable, state, view }: QuireEditor): boolean {
  if (isDestroyed || !isEditable || view.composing || state.selection.empty) return false
  // An image has a bar of its own.
  if (selectedImage({ state }) !== undefined) return false
  const { from, to } = state.selection
  let found = false
  state.doc.nodesBetween(from, to, (node, position) => {
    if (node.isText && position < to && position + node.nodeSize > from) found = true
    return !found && !isSource(node.attrs.kind)
  })
  return found
}
