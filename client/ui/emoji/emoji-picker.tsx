import Clock from 'lucide-react/icons/clock'
import Coffee from 'lucide-react/icons/coffee'
import Flag from 'lucide-react/icons/flag'
import Hash from 'lucide-react/icons/hash'
import Leaf from 'lucide-react/icons/leaf'
import Lightbulb from 'lucide-react/icons/lightbulb'
import Plane from 'lucide-react/icons/plane'
import Smile from 'lucide-react/icons/smile'
import Trophy from 'lucide-react/icons/trophy'
import UserRound from 'lucide-react/icons/user-round'
import { type KeyboardEvent, use, useDeferredValue, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from '../../i18n/index.ts'
import { useObservable } from '../parts/observable.ts'
import { useRovingFocus } from '../toolbar/use-roving-focus.ts'
import { type Category, categories, type Emoji, withTone } from './emoji.ts'
import { EmojiGrid } from './emoji-grid.tsx'
import { findEmoji } from './find-emoji.ts'
import { keptTone, recentEmoji, rememberEmoji } from './kept-emoji.ts'
import { loadEmoji } from './load-emoji.ts'
import { ToneChoice } from './tone-choice.tsx'

type Shelf = 'recent' | Category

const icons: Record<Shelf, React.ReactNode> = {
  recent: <Clock />,
  smileys: <Smile />,
  people: <UserRound />,
  nature: <Leaf />,
  food: <Coffee />,
  travel: <Plane />,
  activities: <Trophy />,
  objects: <Lightbulb />,
  symbols: <Hash />,
  flags: <Flag />,
}
const shelves: readonly Shelf[] = ['recent', ...categories]

/** More than anybody looks through: another letter finds it sooner. */
const most = 96

interface EmojiPickerProps {
  /** One was chosen, with the tone of skin that this person likes; the panel is closed by then. */
  take: (text: string) => void
  close: () => void
  onClosed?: () => void
}

/** All emoji, kind by kind, or those that are looked for. */
export function EmojiPicker({ take, close, onClosed }: EmojiPickerProps) {
  const { t, language } = useTranslation('emoji')
  const all = use(loadEmoji(language))
  const recent = useObservable(recentEmoji)
  const tone = useObservable(keptTone)
  const [shelf, setShelf] = useState<Shelf>(recent.length > 0 ? 'recent' : 'smileys')
  const [typed, setTyped] = useState('')
  const query = useDeferredValue(typed.trim())
  const panel = useRef<HTMLDivElement>(null)
  const id = useId()
  useEffect(() => onClosed, [onClosed])

  const isSearch = query !== ''
  const shown = isSearch ? findEmoji(all, query, most) : onShelf(all, shelf, recent)
  const label = isSearch ? t('found', { count: shown.length }) : t(shelf)
  const choose = (emoji: Emoji) => {
    rememberEmoji(emoji.text)
    close()
    take(withTone(emoji, tone))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    // What an input method does with these keys is its own affair.
    if (event.nativeEvent.isComposing) return
    const [first] = shown
    if (event.key === 'Enter' && isSearch && first !== undefined) choose(first)
    else if (event.key === 'ArrowDown') panel.current?.querySelector<HTMLElement>('.emoji-cell')?.focus()
    else return
    event.preventDefault()
  }
  return (
    <div ref={panel} className="emoji-picker">
      <input
        className="emoji-field"
        type="search"
        data-autofocus={matchMedia('(pointer: fine)').matches || undefined}
        aria-label={t('find')}
        placeholder={t('find')}
        aria-controls={id}
        autoComplete="off"
        spellCheck={false}
        value={typed}
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <Shelves
        chosen={isSearch ? undefined : shelf}
        choose={next => {
          setTyped('')
          setShelf(next)
        }}
      />
      <p className="emoji-heading" role="status">
        {isSearch && shown.length === 0 ? t('none') : label}
      </p>
      <EmojiGrid
        key={isSearch ? query : shelf}
        id={id}
        label={label}
        emoji={shown}
        tone={tone}
        choose={choose}
        leaveUp={() => panel.current?.querySelector<HTMLElement>('.emoji-field')?.focus()}
      />
      <ToneChoice />
    </div>
  )
}

function onShelf(all: readonly Emoji[], shelf: Shelf, recent: readonly string[]): Emoji[] {
  if (shelf !== 'recent') return all.filter(({ category }) => category === shelf)
  return recent.flatMap(text => all.find(emoji => emoji.text === text) ?? [])
}

/** Which kind is shown. */
function Shelves({ chosen, choose }: { chosen: Shelf | undefined; choose: (shelf: Shelf) => void }) {
  const { t } = useTranslation('emoji')
  const bar = useRef<HTMLDivElement>(null)
  const roving = useRovingFocus(bar, { back: 'ArrowLeft', forward: 'ArrowRight' })
  return (
    <div ref={bar} className="emoji-shelves" role="toolbar" aria-label={t('categories')} {...roving}>
      {shelves.map(shelf => (
        <button
          key={shelf}
          type="button"
          className="emoji-shelf"
          data-stop
          tabIndex={-1}
          aria-label={t(shelf)}
          title={t(shelf)}
          aria-pressed={shelf === chosen}
          onClick={() => choose(shelf)}
        >
          {icons[shelf]}
        </button>
      ))}
    </div>
  )
}
