import { useId } from 'react'
import { useTranslation } from '../../i18n/index.ts'
import { useObservable } from '../parts/observable.ts'
import { tones, withTone } from './emoji.ts'
import { keptTone } from './kept-emoji.ts'

const hand = { text: '✋', hasTones: true }

/** The skin of whoever is in a picture, from now on. Radio buttons underneath: arrow keys and screen readers know them. */
export function ToneChoice() {
  const { t } = useTranslation('emoji')
  const name = useId()
  const chosen = useObservable(keptTone)
  return (
    <fieldset className="emoji-tones">
      <legend>{t('tone')}</legend>
      {tones.map(tone => (
        <label key={tone} className="emoji" title={t(`tones.${tone}`)}>
          <input
            type="radio"
            name={name}
            aria-label={t(`tones.${tone}`)}
            checked={tone === chosen}
            onChange={() => keptTone.set(tone)}
          />
          {withTone(hand, tone)}
        </label>
      ))}
    </fieldset>
  )
}
