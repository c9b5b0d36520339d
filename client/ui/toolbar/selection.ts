import { useMemo } from 'react'
import { describeSelection, type QuireEditor, type SelectionDescription } from '../../editor/index.ts'
import { type Observable, useObservable } from '../parts/observable.ts'

/** What the toolbar shows. Typing and remote edits come in bursts; this looks once a frame, and tells only of changes. */
export function useSelection(editor: QuireEditor): SelectionDescription {
  return useObservable(useMemo(() => observeSelection(editor), [editor]))
}

function observeSelection(editor: QuireEditor): Observable<SelectionDescription> {
  const listeners = new Set<() => void>()
  let known = describeSelection(editor)
  let frame: number | undefined

  const look = () => {
    frame = undefined
    if (editor.isDestroyed) return
    const next = describeSelection(editor)
    if (same(known, next)) return
    known = next
    for (const listener of listeners) listener()
  }
  const soon = () => {
    frame ??= requestAnimationFrame(look)
  }
  const start = () => {
    editor.on('transaction', soon)
    // Undoing a title changes no selection in the text.
    editor.undoManager.on('stack-item-added', soon)
    editor.undoManager.on('stack-item-popped', soon)
    soon()
  }
  const stop = () => {
    if (frame !== undefined) cancelAnimationFrame(frame)
    frame = undefined
    editor.off('transaction', soon)
    editor.undoManager.off('stack-item-added', soon)
    editor.undoManager.off('stack-item-popped', soon)
  }
  return {
    get: () => known,
    subscribe(listener) {
      if (listeners.size === 0) start()
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) stop()
      }
    },
  }
}

function same(a: SelectionDescription, b: SelectionDescription): boolean {
  return (
    a.kind === b.kind &&
    a.level === b.level &&
    a.link === b.link &&
    a.empty === b.empty &&
    a.inTable === b.inTable &&
    a.canUndo === b.canUndo &&
    a.canRedo === b.canRedo &&
    a.marks.bold === b.marks.bold &&
    a.marks.italic === b.marks.italic &&
    a.marks.underline === b.marks.underline &&
    a.marks.strike === b.marks.strike &&
    a.marks.code === b.marks.code &&
    a.marks.subscript === b.marks.subscript &&
    a.marks.superscript === b.marks.superscript &&
    a.ink === b.ink &&
    a.highlight === b.highlight &&
    a.align === b.align &&
    a.tone === b.tone &&
    a.language === b.language
  )
}
