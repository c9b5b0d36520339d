import { type KeyboardEvent, type RefObject, useEffect, useId, useMemo, useRef, useState } from 'react'
import { focusText, type QuireEditor } from '../../editor/index.ts'
import { goToHeading, type Heading, headingAbove, watchHeadings } from '../../editor/outline/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { freeSpace } from '../document/free-space.ts'
import { useObservable } from '../parts/observable.ts'
import { PanelHeader } from '../parts/panel-header.tsx'
import { useRovingFocus } from '../toolbar/use-roving-focus.ts'
import { closeOutline } from './outline-open.ts'

/** How far below the top of what can be seen a heading comes that one goes to, as far as a caret does. In pixels. */
const breath = 48

interface OutlinePanelProps {
  editor: QuireEditor
  /** It stands beside the text, and does not cover it. */
  isBeside: boolean
}

export function OutlinePanel({ editor, isBeside }: OutlinePanelProps) {
  const { t } = useTranslation()
  const id = useId()
  const panel = useRef<HTMLElement>(null)
  const list = useRef<HTMLUListElement>(null)
  const headings = useObservable(useMemo(() => watchHeadings(editor), [editor]))
  const { current, choose } = useCurrent(editor, headings)
  const roving = useRovingFocus(list, { back: 'ArrowUp', forward: 'ArrowDown' })
  useWayIn(panel, isBeside)

  const goTo = (heading: Heading, index: number) => {
    // On a phone the keyboard would cover what one wants to see.
    const takesFocus = matchMedia('(pointer: fine)').matches
    if (!isBeside) closeOutline()
    choose(index)
    goToHeading(editor, heading, { height: freeSpace(editor.view.dom).top + breath, takesFocus })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    if (!isBeside) closeOutline()
    focusText(editor)
  }
  const top = Math.min(...headings.map(({ level }) => level))
  return (
    <>
      {/* A press beside it closes it; the keyboard has Escape. */}
      {!isBeside && <div className="outline-ground" aria-hidden="true" onClick={closeOutline} />}
      <nav ref={panel} className="outline" aria-labelledby={id} tabIndex={-1} onKeyDown={onKeyDown}>
        <PanelHeader
          of="outline"
          id={id}
          heading={t('outline.heading')}
          closeLabel={t('outline.close')}
          close={closeOutline}
        />
        {headings.length === 0 && <p className="outline-empty">{t('outline.empty')}</p>}
        <ul ref={list} className="outline-list" {...roving}>
          {headings.map((heading, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a heading is its place in the list.
            <li key={index}>
              <button
                type="button"
                className="outline-item"
                data-stop
                data-depth={heading.level - top}
                tabIndex={-1}
                aria-current={index === current ? 'location' : undefined}
                onClick={() => goTo(heading, index)}
              >
                {heading.text}
              </button>
            </li>
          ))}
        </ul>
      </nav>
    </>
  )
}

/** Which heading one reads below: it follows the scroll, but one that was gone to counts though it cannot come to the top. */
function useCurrent(editor: QuireEditor, headings: readonly Heading[]) {
  const [current, setCurrent] = useState(-1)
  const chosen = useRef<number | undefined>(undefined)
  useEffect(() => {
    let frame: number | undefined
    const look = () => {
      frame = undefined
      if (editor.isDestroyed) return
      const { top } = freeSpace(editor.view.dom)
      const line = readingLine(top + 2 * breath)
      setCurrent(chosen.current ?? Math.max(0, headingAbove(editor, headings, line)))
      chosen.current = undefined
    }
    const soon = () => {
      frame ??= requestAnimationFrame(look)
    }
    soon()
    addEventListener('scroll', soon, { passive: true })
    addEventListener('resize', soon)
    return () => {
      if (frame !== undefined) cancelAnimationFrame(frame)
      removeEventListener('scroll', soon)
      removeEventListener('resize', soon)
    }
  }, [editor, headings])
  useEffect(() => {
    document.querySelector('.outline-item[aria-current]')?.scrollIntoView({ block: 'nearest' })
  })
  const choose = (index: number) => {
    chosen.current = index
    setCurrent(index)
  }
  return { current, choose }
}

/** Where one reads: at the top, and along the last window's height ever lower, to the end of it, where no more can be scrolled. */
function readingLine(top: number): number {
  const { scrollHeight } = document.documentElement
  const most = scrollHeight - innerHeight
  const last = Math.min(innerHeight, most)
  const left = most - scrollY
  // A pixel is divided where the page is enlarged.
  return last < 1 || left >= last ? top : top + (1 - Math.max(0, left - 1) / last) * (innerHeight - top)
}

/** What covers the text takes the focus, and gives it back. */
function useWayIn(panel: RefObject<HTMLElement | null>, isBeside: boolean): void {
  useEffect(() => {
    if (isBeside) return
    const before = document.activeElement
    const stop = panel.current?.querySelector<HTMLElement>('.outline-item[tabindex="0"]') ?? panel.current
    stop?.focus()
    return () => {
      const isLost = document.activeElement === document.body || document.activeElement === null
      if (isLost && before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
    }
  }, [panel, isBeside])
}
