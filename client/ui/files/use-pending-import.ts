import { useEffect } from 'react'
import type { QuireEditor } from '../../editor/index.ts'
import { isMadeHere } from '../device/made-here.ts'
import { hasContent, type OpenDocument } from '../document/open-document.ts'
import { useObservable } from '../parts/observable.ts'
import { hasImport, takeImport } from './pending-imports.ts'

/** Writes into a new document what was imported for it. The editor must be mounted: it is the first edit in it. */
export function usePendingImport(opened: OpenDocument, editor: QuireEditor): void {
  const synced = useObservable(opened.synced)
  useEffect(() => {
    // One that was made here has nothing on any server that could come yet.
    if (!(synced || isMadeHere(opened.id)) || !hasImport(opened.id)) return
    let left = false
    const write = async () => {
      const { insertImported } = await import('../../editor/files/index.ts')
      if (left || hasContent(opened.doc)) return
      const imported = takeImport(opened.id)
      if (imported !== undefined) insertImported(editor, opened.doc, imported)
    }
    void write()
    return () => {
      left = true
    }
  }, [opened, editor, synced])
}
