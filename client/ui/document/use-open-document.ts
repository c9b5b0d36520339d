import { useLayoutEffect, useState } from 'react'
import { flushSync } from 'react-dom'
import type { DocumentId } from '../../../protocol/index.ts'
import { handOnFocus } from '../../editor/index.ts'
import { learnMe } from '../account/me.ts'
import { keptProfile } from '../device/profile.ts'
import { documents } from './documents.ts'
import { keyInAddress } from './link-key.ts'
import { isShutOut } from './lock.ts'
import type { OpenDocument } from './open-document.ts'
import { recordRecent } from './record-recent.ts'

/** The document, from this component's first layout effect to its last; undefined before. */
export function useOpenDocument(id: DocumentId): OpenDocument | undefined {
  const [opened, setOpened] = useState<OpenDocument>()
  // Before the browser paints: connecting takes its time, and begins at once.
  useLayoutEffect(() => {
    let stop = () => {}
    let shown: OpenDocument | undefined
    const { opened, release } = documents().acquire(id, next => {
      const before = shown?.editor.get()
      const give = before && handOnFocus(before)
      // In one go: a key that is pressed in between would go nowhere.
      flushSync(() => use(next))
      const editor = next.editor.get()
      if (editor !== undefined) give?.(editor)
    })
    const use = (opened: OpenDocument) => {
      stop()
      shown = opened
      opened.show()
      stop = attend(opened)
      setOpened(opened)
    }
    use(opened)
    return () => {
      stop()
      release()
    }
  }, [id])
  return opened
}

/** What the window does about a document that it shows. Returns its own undo. */
function attend(opened: OpenDocument): () => void {
  const stopRecording = recordRecent(opened)
  const stopProfile = keptProfile.subscribe(() => opened.setProfile(keptProfile.get()))
  // Who opens a document stands in its list of people: by name, if there is one.
  const stopLearning = opened.synced.subscribe(() => void learnMe())
  if (opened.synced.get()) void learnMe()
  const stopListening = reloadForNewLink(opened)
  return () => {
    stopListening()
    stopLearning()
    stopProfile()
    stopRecording()
  }
}

/** Who is shut out and pastes another link of the same document into the same window tries that one: to the browser, only the
 *  fragment has changed. Returns its own undo. */
function reloadForNewLink({ linkKey, status }: OpenDocument): () => void {
  const look = () => {
    const key = keyInAddress()
    if (key !== undefined && key !== linkKey && isShutOut(status.get())) location.reload()
  }
  addEventListener('hashchange', look)
  return () => removeEventListener('hashchange', look)
}
