import { type KeyboardEvent, useRef, useState } from 'react'
import { type Emoji, type Tone, withTone } from './emoji.ts'

/** As many stand in a line, on phones as well; the style sheet says the same. */
const columns = 8

const moves: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowUp: -columns,
  ArrowDown: columns,
}

interface EmojiGridProps {
  id: string
  label: string
  emoji: readonly Emoji[]
  tone: Tone
  choose: (emoji: Emoji) => void
  /** Above the first line is something else. */
  leaveUp: () => void
}

/** One Tab stop; arrows move within. https://www.w3.org/WAI/ARIA/apg/patterns/grid/ */
export function EmojiGrid({ id, label, emoji, tone, choose, leaveUp }: EmojiGridProps) {
  const grid = useRef<HTMLDivElement>(null)
  const [current, setCurrent] = useState(0)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const by = moves[event.key]
    const isLine = event.key === 'Home' || event.key === 'End'
    if (by === undefined && !isLine) return
    event.preventDefault()
    event.stopPropagation()
    const line = current - (current % columns)
    const to = by === undefined ? (event.key === 'Home' ? line : line + columns - 1) : current + by
    if (to < 0 && event.key === 'ArrowUp') leaveUp()
    else focusCell(grid.current, Math.max(0, Math.min(to, emoji.length - 1)))
  }
  if (emoji.length === 0) return <div id={id} className="emoji-grid" />
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table is for what is read; this is walked through with arrow keys.
    <div
      ref={grid}
      id={id}
      className="emoji-grid"
      role="grid"
      tabIndex={-1}
      aria-label={label}
      onKeyDown={onKeyDown}
    >
      {linesOf(emoji).map((line, row) => (
        // biome-ignore lint/a11y/useSemanticElements: as above.
        // biome-ignore lint/a11y/useFocusableInteractive: its cells are.
        <div key={line[0]?.text} className="emoji-line" role="row">
          {line.map((each, column) => {
            const index = row * columns + column
            return (
              // biome-ignore lint/a11y/useSemanticElements: as above.
              // biome-ignore lint/a11y/useFocusableInteractive: what it holds is.
              <div key={each.text} role="gridcell">
                <button
                  type="button"
                  className="emoji emoji-cell"
                  tabIndex={index === current ? 0 : -1}
                  aria-label={each.name}
                  title={each.name}
                  onFocus={() => setCurrent(index)}
                  onClick={() => choose(each)}
                >
                  {withTone(each, tone)}
                </button>
              </div>
            )
          })}
        </div>
      ))}
    </div>
  )
}

function focusCell(grid: HTMLElement | null, index: number): void {
  grid?.querySelectorAll<HTMLElement>('.emoji-cell')[index]?.focus()
}

function linesOf(emoji: readonly Emoji[]): Emoji[][] {
  return Array.from({ length: Math.ceil(emoji.length / columns) }, (_, line) =>
    emoji.slice(line * columns, (line + 1) * columns),
  )
}
