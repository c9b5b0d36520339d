import ArrowDown from 'lucide-react/icons/arrow-down'
import ArrowUp from 'lucide-react/icons/arrow-up'
import CaseSensitive from 'lucide-react/icons/case-sensitive'
import Regex from 'lucide-react/icons/regex'
import Replace from 'lucide-react/icons/replace'
import WholeWord from 'lucide-react/icons/whole-word'
import X from 'lucide-react/icons/x'
import type { ComponentProps, RefObject } from 'react'
import type { Finder, Query } from '../../editor/find/index.ts'
import type { QuireEditor } from '../../editor/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { ToolButton } from '../toolbar/tool-button.tsx'
import { FindCount } from './find-count.tsx'
import { findOpen } from './find-open.ts'
import { ReplaceForm } from './replace-form.tsx'
import { useFinder } from './use-finder.ts'

interface FindToolsProps {
  editor: QuireEditor
  writable: boolean
  replaces: boolean
  query: Query
  setQuery: (query: Query) => void
  /** Where the bar's field finds it. */
  finder: RefObject<Finder | undefined>
  bar: RefObject<HTMLElement | null>
  close: () => void
}

/** All of the bar but its field. */
export function FindTools(props: FindToolsProps) {
  const { writable, replaces, query, setQuery, finder, close } = props
  const { t } = useTranslation()
  const found = useFinder(props)
  return (
    <>
      <FindCount found={found} isEmpty={query.text === ''} />
      <div className="find-options">
        <Tool
          label={t('find.matchCase')}
          pressed={query.matchCase}
          run={() => setQuery({ ...query, matchCase: !query.matchCase })}
        >
          <CaseSensitive />
        </Tool>
        <Tool
          label={t('find.wholeWord')}
          pressed={query.wholeWord}
          run={() => setQuery({ ...query, wholeWord: !query.wholeWord })}
        >
          <WholeWord />
        </Tool>
        <Tool
          label={t('find.pattern')}
          pressed={query.isPattern === true}
          run={() => setQuery({ ...query, isPattern: query.isPattern !== true })}
        >
          <Regex />
        </Tool>
        {writable && (
          <Tool
            label={t('find.withReplace')}
            pressed={replaces}
            run={() => findOpen.set(replaces ? 'find' : 'replace')}
          >
            <Replace />
          </Tool>
        )}
      </div>
      <div className="find-steps">
        <Tool label={t('find.previous')} shortcut="Shift-Enter" run={() => finder.current?.step(-1)}>
          <ArrowUp />
        </Tool>
        <Tool label={t('find.next')} shortcut="Enter" run={() => finder.current?.step(1)}>
          <ArrowDown />
        </Tool>
        <Tool label={t('app.close')} shortcut="Escape" run={close}>
          <X />
        </Tool>
      </div>
      {replaces && (
        <ReplaceForm finder={finder} isOff={found.count === 0} hasGroups={query.isPattern === true} />
      )}
    </>
  )
}

/** There are few: each is a stop of its own for Tab. */
function Tool(props: ComponentProps<typeof ToolButton>) {
  return <ToolButton {...props} tabIndex={0} />
}
