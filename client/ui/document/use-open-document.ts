import { useEffect, useState } from 'react'
import type { DocumentId } from '../../../protocol/index.ts'
import { keptProfile } from '../device/profile.ts'
import { documents } from './documents.ts'
import type { OpenDocument } from './open-document.ts'
import { recordRecent } from './record-recent.ts'

/** The document, from this component's first effect to its last; undefined before. */
export function useOpenDocument(id: DocumentId): OpenDocument | undefined {
  const [opened, setOpened] = useState<OpenDocument>()
  useEffect(() => {
    const { opened, release } = documents().acquire(id)
    const stopRecording = recordRecent(opened)
    const stopProfile = keptProfile.subscribe(() => opened.setProfile(keptProfile.get()))
    setOpened(opened)
    return () => {
      stopProfile()
      stopRecording()
      release()
    }
  }, [id])
  return opened
}
