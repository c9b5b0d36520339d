import Keyboard from 'lucide-react/icons/keyboard'
import { useEffect, useId } from 'react'
import { languageNames, languages, useTranslation } from '../../i18n/index.ts'
import { learnMe } from '../account/me.ts'
import { keptLanguage } from '../device/language.ts'
import { keptTheme, themes } from '../device/theme.ts'
import { useObservable } from '../parts/observable.ts'
import { shortcutsOpen } from '../shortcuts/sheet.ts'
import { showShortcut } from '../toolbar/shortcut.ts'
import { AccountSection } from './account-section.tsx'
import { UnfinishedQuestion } from './unfinished-question.tsx'
import { useSignOut } from './use-sign-out.ts'

export function SettingsPanel({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const theme = useObservable(keptTheme)
  const language = useObservable(keptLanguage)
  const signingOut = useSignOut()
  useEffect(() => void learnMe(), [])
  const { asked, busy, goOn } = signingOut
  if (asked !== undefined)
    return <UnfinishedQuestion names={asked.names} busy={busy} signOut={goOn} cancel={close} />
  return (
    <div className="panel">
      <AccountSection signingOut={signingOut} />
      <Choice
        legend={t('settings.theme')}
        options={themes.map(value => ({ value, label: t(`settings.${value}`) }))}
        chosen={theme}
        choose={keptTheme.set}
      />
      <Choice
        legend={t('settings.language')}
        options={languages.map(value => ({ value, label: languageNames[value], lang: value }))}
        chosen={language}
        choose={keptLanguage.set}
      />
      <button
        type="button"
        className="menu-item settings-item"
        onClick={() => {
          // The focus goes back to the button, and from the sheet again.
          close()
          shortcutsOpen.set(true)
        }}
      >
        <Keyboard />
        <span>{t('shortcuts.heading')}</span>
        <kbd>{showShortcut('Mod-/')}</kbd>
      </button>
    </div>
  )
}

interface ChoiceProps<Value extends string> {
  legend: string
  options: readonly { value: Value; label: string; lang?: string }[]
  chosen: Value
  choose: (value: Value) => void
}

/** One of few, side by side. Radio buttons underneath: arrow keys and screen readers know them. */
function Choice<Value extends string>({ legend, options, chosen, choose }: ChoiceProps<Value>) {
  const name = useId()
  return (
    <fieldset className="choice">
      <legend>{legend}</legend>
      <div className="segments">
        {options.map(({ value, label, lang }) => (
          <label key={value} lang={lang}>
            <input type="radio" name={name} checked={value === chosen} onChange={() => choose(value)} />
            {label}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
