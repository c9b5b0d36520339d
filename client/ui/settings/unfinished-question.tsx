import { useTranslation } from '../../i18n/index.ts'
import { Confirm } from '../parts/confirm.tsx'

interface UnfinishedQuestionProps {
  /** Of the files that are on their way. */
  names: readonly string[]
  busy: boolean
  signOut: () => void
  cancel: () => void
}

const mostNames = 3

/** Asked before somebody signs out whose files have not all come to the server: the device forgets them. */
export function UnfinishedQuestion({ names, busy, signOut, cancel }: UnfinishedQuestionProps) {
  const { t, language } = useTranslation('rich')
  const first = new Intl.ListFormat(language, { type: 'unit' }).format(names.slice(0, mostNames))
  const more = names.length - mostNames
  const all = more > 0 ? t('file.signOut.andMore', { names: first, more }) : first
  return (
    <Confirm
      heading={t('file.signOut.heading')}
      action={t('file.signOut.action')}
      tone="bad"
      busy={busy}
      confirm={signOut}
      cancel={cancel}
    >
      {t('file.signOut.text', { names: all })}
    </Confirm>
  )
}
