import FileUp from 'lucide-react/icons/file-up'
import { type DragEvent, type ReactNode, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import type { ImportFailure } from '../../editor/files/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { RequestFailed } from '../api/request.ts'
import { makeDocument } from '../device/made-here.ts'
import { keepImport } from '../files/pending-imports.ts'
import { type Failure, failureOf } from './new-document.tsx'

type Failed = ImportFailure | { reason: 'onlyOne' | 'failed' }
type Import = 'idle' | 'reading' | { failure: Failed } | { notCreated: Failure }

const accepted =
  '.docx,.json,.md,.markdown,.mdown,.mkd,.html,.htm,.xhtml,.txt,.text,.log,text/markdown,text/html,text/plain'

/** A document of one's own from a file: chosen here, or dropped anywhere on the page. */
export function useImport() {
  const { language } = useTranslation()
  const [, navigate] = useLocation()
  const [state, setState] = useState<Import>('idle')
  const take = async (files: Iterable<File>) => {
    const [file, another] = files
    if (file === undefined || state === 'reading') return
    if (another !== undefined) return setState({ failure: { reason: 'onlyOne' } })
    setState('reading')
    try {
      // Read first: of a file that cannot be read, no document is left behind.
      const { readFile } = await import('../../editor/files/index.ts')
      const read = await readFile(file, language)
      if (!read.ok) return setState({ failure: read.failure })
      const id = await makeDocument()
      keepImport(id, read.imported)
      navigate(`/d/${id}`)
    } catch (error) {
      setState(
        error instanceof RequestFailed ? { notCreated: failureOf(error) } : { failure: { reason: 'failed' } },
      )
      if (!(error instanceof RequestFailed)) reportError(error)
    }
  }
  return { state, take: (files: Iterable<File>) => void take(files) }
}

export function ImportButton({ state, take }: ReturnType<typeof useImport>) {
  const { t } = useTranslation()
  const field = useRef<HTMLInputElement>(null)
  return (
    <>
      <button
        type="button"
        className="button"
        aria-busy={state === 'reading'}
        onClick={() => field.current?.click()}
      >
        <FileUp />
        {t(state === 'reading' ? 'files.importing' : 'files.import')}
      </button>
      <input
        ref={field}
        type="file"
        accept={accepted}
        hidden
        onChange={({ currentTarget }) => {
          take([...(currentTarget.files ?? [])])
          // The same file may be chosen once more.
          currentTarget.value = ''
        }}
      />
    </>
  )
}

export function ImportFailed({ state }: { state: Import }) {
  const { t } = useTranslation()
  return (
    <p className="new-document-failed" role="alert">
      {typeof state === 'object' &&
        ('failure' in state
          ? t(`files.${state.failure.reason}`, state.failure)
          : t(`start.${state.notCreated}`))}
    </p>
  )
}

/** Anything that is dragged over its children and is a file may be dropped there. */
export function DropPlace({
  take,
  children,
}: {
  take: (files: Iterable<File>) => void
  children: ReactNode
}) {
  const { t } = useTranslation()
  const [over, setOver] = useState(false)
  const onDragOver = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return
    event.preventDefault()
    event.dataTransfer.dropEffect = 'copy'
    setOver(true)
  }
  const onDragLeave = ({ currentTarget, relatedTarget }: DragEvent) => {
    if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setOver(false)
  }
  const onDrop = (event: DragEvent) => {
    setOver(false)
    if (event.dataTransfer.files.length === 0) return
    event.preventDefault()
    take([...event.dataTransfer.files])
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button is the way for who has no mouse.
    <div className="start" onDragOver={onDragOver} onDragLeave={onDragLeave} onDrop={onDrop}>
      {children}
      {over && (
        <div className="drop-place" aria-hidden="true">
          {t('files.drop')}
        </div>
      )}
    </div>
  )
}
