import { useEffect, useState } from 'react'
// By its own name: with all of the editor it would be fetched before the first letter.
import { countText, type TextCount } from '../../editor/count-text.ts'
import type { QuireEditor } from '../../editor/index.ts'

export interface TextCounts {
  document: TextCount
  selection: TextCount | undefined
}

/** How long an edit rests before it is counted, in ms. */
const restsMs = 200

/** The words and characters, counted while this is shown and kept up with edits. */
export function useTextCount(editor: QuireEditor | undefined): TextCounts | undefined {
  const [counts, setCounts] = useState<TextCounts>()
  useEffect(() => {
    if (editor === undefined) return
    let turn = 0
    let timer: ReturnType<typeof setTimeout> | undefined
    const look = async () => {
      const mine = ++turn
      const isStale = () => mine !== turn || editor.isDestroyed
      if (editor.isDestroyed) return
      const { empty } = editor.state.selection
      const document = await countText(editor, 'document', isStale)
      const selection = empty ? undefined : await countText(editor, 'selection', isStale)
      if (document !== undefined && !isStale()) setCounts({ document, selection })
    }
    const soon = () => {
      clearTimeout(timer)
      timer = setTimeout(() => void look(), restsMs)
    }
    void look()
    editor.on('transaction', soon)
    return () => {
      turn++
      clearTimeout(timer)
      editor.off('transaction', soon)
    }
  }, [editor])
  return counts
}
