import { useEffect, useState } from 'react'
import type { TextCount } from '../../editor/count-text.ts'
import { useTranslation } from '../../i18n/index.ts'
import { relativeTime } from '../format/relative-time.ts'
import { useObservable } from '../parts/observable.ts'
import type { OpenDocument } from './open-document.ts'
import { useTextCount } from './use-text-count.ts'

const measureEveryMs = 2_000

/** What stands behind the status: for the curious, and for whoever helps them. */
export function ConnectionPanel({ opened }: { opened: OpenDocument }) {
  const { t } = useTranslation()
  const status = useObservable(opened.status)
  const shown = useObservable(opened.shownStatus)
  const roundTrip = useRoundTrip(opened)
  const lastSaved = useLastSaved(opened)
  const live = status.state === 'live'
  return (
    <div className="panel">
      <p className="panel-lead" data-tone={shown.tone}>
        {/* What has just arrived is "saving" for a moment more. */}
        {t(`status.${shown.more}`, { count: Math.max(1, shown.unsaved) })}
      </p>
      {live && status.keptOnDevice && <p className="panel-text">{t('device.kept')}</p>}
      <dl className="facts">
        <dt>{t('status.transport')}</dt>
        <dd data-testid="transport">{t(`status.${live ? status.transport : 'none'}`)}</dd>
        <dt>{t('status.roundTrip')}</dt>
        <dd data-testid="round-trip">
          {!live && '–'}
          {live &&
            (roundTrip === undefined ? t('status.measuring') : t('status.milliseconds', { ms: roundTrip }))}
        </dd>
        <dt>{t('status.unsaved')}</dt>
        <dd data-testid="unsaved">{shown.unsaved}</dd>
        <dt>{t('status.lastSaved')}</dt>
        <dd>{lastSaved ?? t('status.notYet')}</dd>
      </dl>
      <TextCountFacts opened={opened} />
    </div>
  )
}

/** Of the selection where there is one, and of the whole text. */
function TextCountFacts({ opened }: { opened: OpenDocument }) {
  const { t, language } = useTranslation()
  const counts = useTextCount(useObservable(opened.editor))
  const show = (of: keyof TextCount): string => {
    if (counts === undefined) return '…'
    const number = new Intl.NumberFormat(language)
    const all = number.format(counts.document[of])
    if (counts.selection === undefined) return all
    return t('status.ofThem', { selected: number.format(counts.selection[of]), all })
  }
  return (
    <dl className="facts">
      <dt>{t('status.words')}</dt>
      <dd data-testid="words">{show('words')}</dd>
      <dt>{t('status.characters')}</dt>
      <dd data-testid="characters">{show('characters')}</dd>
    </dl>
  )
}

/** In milliseconds, measured while this is shown. */
function useRoundTrip({ provider }: OpenDocument): number | undefined {
  const [roundTrip, setRoundTrip] = useState<number>()
  useEffect(() => {
    let stopped = false
    let timer: ReturnType<typeof setTimeout>
    const measure = async () => {
      const ms = await provider.roundTripInMs()
      if (stopped) return
      setRoundTrip(ms === undefined ? undefined : Math.max(1, Math.round(ms)))
      timer = setTimeout(() => void measure(), measureEveryMs)
    }
    void measure()
    return () => {
      stopped = true
      clearTimeout(timer)
    }
  }, [provider])
  return roundTrip
}

function useLastSaved({ lastSavedAt }: OpenDocument): string | undefined {
  const { t, language } = useTranslation()
  const at = useObservable(lastSavedAt)
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), measureEveryMs)
    return () => clearInterval(timer)
  }, [])
  if (at === undefined) return undefined
  return relativeTime(at, now, language) ?? t('start.justNow')
}
