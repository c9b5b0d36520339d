import { useEffect } from 'react'
import type { QuireEditor } from '../../editor/index.ts'
import { useObservable } from '../parts/observable.ts'
import { useShortcut } from '../toolbar/use-shortcut.ts'
import { FindBar } from './find-bar.tsx'
import { askToFind, findOpen, replaceShortcut } from './find-open.ts'

/** Find and replace, and the keys that open it. */
export function Find({ editor, writable }: { editor: QuireEditor; writable: boolean }) {
  const open = useObservable(findOpen)
  useShortcut('Mod-f', () => askToFind('find'))
  useShortcut(replaceShortcut, () => askToFind(writable ? 'replace' : 'find'))
  useEffect(() => () => findOpen.set(undefined), [])
  return open && <FindBar editor={editor} writable={writable} replaces={writable && open === 'replace'} />
}
