import { useEffect, useState } from 'react'
import { type LinkAtCaret, linkAtCaret, type QuireEditor } from '../../editor/index.ts'

/** The link in which the caret rests, while somebody writes or uses the card beside it, and Escape did not send that away. */
export function useLinkAtCaret(
  editor: QuireEditor,
  isInside: (node: EventTarget | null) => boolean,
): LinkAtCaret | undefined {
  const [link, setLink] = useState<LinkAtCaret>()
  useEffect(() => {
    const listening = new AbortController()
    const { signal } = listening
    let frame: number | undefined
    let sentAway: string | undefined
    const look = () => {
      frame = undefined
      if (editor.isDestroyed) return
      const found = editor.isFocused || isInside(document.activeElement) ? linkAtCaret(editor) : undefined
      const key = found && `${found.href} ${found.from}`
      if (key !== sentAway) sentAway = undefined
      const next = sentAway === undefined ? found : undefined
      setLink(before => (before && next && same(before, next) ? before : next))
    }
    const soon = () => {
      frame ??= requestAnimationFrame(look)
    }
    const onKeyDown = ({ key, target }: KeyboardEvent) => {
      if (key !== 'Escape' || isInside(target)) return
      const found = linkAtCaret(editor)
      sentAway = found && `${found.href} ${found.from}`
      soon()
    }
    document.addEventListener('keydown', onKeyDown, { signal })
    document.addEventListener('focusin', soon, { signal })
    document.addEventListener('focusout', soon, { signal })
    editor.on('transaction', soon)
    soon()
    return () => {
      listening.abort()
      if (frame !== undefined) cancelAnimationFrame(frame)
      editor.off('transaction', soon)
    }
  }, [editor, isInside])
  return link
}

function same(one: LinkAtCaret, other: LinkAtCaret): boolean {
  return one.href === other.href && one.from === other.from && one.to === other.to
}
