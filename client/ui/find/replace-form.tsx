import { type RefObject, useState } from 'react'
import type { Finder } from '../../editor/find/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { showToast } from '../parts/toast.tsx'

interface ReplaceFormProps {
  finder: RefObject<Finder | undefined>
  /** There is nothing to replace. The buttons stay where they are, and keep the focus that they have. */
  isOff: boolean
  /** What a pattern found may stand in what comes into its place. */
  hasGroups: boolean
}

export function ReplaceForm({ finder, isOff, hasGroups }: ReplaceFormProps) {
  const { t } = useTranslation()
  const [replacement, setReplacement] = useState('')
  const replaceAll = async () => {
    const count = (await finder.current?.replaceAll(replacement)) ?? 0
    if (count > 0) showToast({ text: t('find.replaced', { count }) })
  }
  return (
    <form
      className="find-replace"
      onSubmit={event => {
        event.preventDefault()
        finder.current?.replace(replacement)
      }}
    >
      <input
        className="find-field"
        dir="auto"
        aria-label={t('find.replaceWith')}
        placeholder={t(hasGroups ? 'find.replaceWithGroups' : 'find.replaceWith')}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        enterKeyHint="done"
        value={replacement}
        onChange={event => setReplacement(event.target.value)}
      />
      <button type="submit" className="button small" aria-disabled={isOff}>
        {t('find.replace')}
      </button>
      <button type="button" className="button small" aria-disabled={isOff} onClick={() => void replaceAll()}>
        {t('find.replaceAll')}
      </button>
    </form>
  )
}
