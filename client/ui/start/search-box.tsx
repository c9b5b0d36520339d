import Search from 'lucide-react/icons/search'
import type { FormEvent, KeyboardEvent } from 'react'
import { maxSearchLength } from '../../../protocol/index.ts'
import { isBeingComposed, isComposing } from '../../editor/is-composing.ts'
import { useTranslation } from '../../i18n/index.ts'

export const searchBoxId = 'search'

interface SearchBoxProps {
  value: string
  onChange: (value: string, composing: boolean) => void
  onFocus: () => void
}

/** Where one types what one looks for. What is found stands below it. */
export function SearchBox({ value, onChange, onFocus }: SearchBoxProps) {
  const { t } = useTranslation()
  const onKeyDown = (event: KeyboardEvent) => {
    // What an input method does with these keys is its own affair.
    if (isComposing(event.nativeEvent)) return
    const first = document.querySelector<HTMLElement>('.found a')
    if (event.key === 'ArrowDown') {
      event.preventDefault()
      first?.focus()
    } else if (event.key === 'Escape' && value !== '') {
      event.preventDefault()
      onChange('', false)
    } else if (event.key === 'Enter' && document.querySelector('.found [data-search]')) {
      first?.click()
    }
  }
  const type = ({ currentTarget }: FormEvent<HTMLInputElement>, composing: boolean) =>
    onChange(currentTarget.value, composing)
  return (
    <search className="search-box">
      <Search />
      <input
        id={searchBoxId}
        type="search"
        aria-label={t('start.search')}
        placeholder={t('start.search')}
        value={value}
        maxLength={maxSearchLength}
        autoComplete="off"
        spellCheck={false}
        onChange={event => type(event, isBeingComposed(event.nativeEvent))}
        onCompositionEnd={event => type(event, false)}
        onFocus={onFocus}
        onKeyDown={onKeyDown}
      />
    </search>
  )
}
