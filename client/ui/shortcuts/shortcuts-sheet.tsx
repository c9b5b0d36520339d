import X from 'lucide-react/icons/x'
import { useId, useLayoutEffect, useRef } from 'react'
import { useTranslation } from '../../i18n/index.ts'
import { showShortcut } from '../toolbar/shortcut.ts'
import { shortcutsOpen } from './sheet.ts'
import { type ShortcutRow, shortcutGroups } from './shortcut-list.ts'

/** The browser's own dialog keeps the focus inside, and gives it back to where it was. */
export function ShortcutsSheet() {
  const { t } = useTranslation()
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)
  // Closed while it is still in the page: only then does the browser give the focus back.
  useLayoutEffect(() => {
    const { current } = dialog
    current?.showModal()
    return () => current?.close()
  }, [])
  const close = () => dialog.current?.close()
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes it, by the browser.
    <dialog
      ref={dialog}
      className="sheet-dialog"
      aria-labelledby={id}
      onClose={event => event.currentTarget.open || shortcutsOpen.set(false)}
      // The browser says so of the ground around it as well.
      onClick={event => event.target === event.currentTarget && close()}
    >
      <header className="sheet-dialog-header">
        <h2 className="panel-title" id={id}>
          {t('shortcuts.heading')}
        </h2>
        <button type="button" className="icon-button" aria-label={t('app.close')} onClick={close}>
          <X />
        </button>
      </header>
      <div className="shortcut-groups">
        {shortcutGroups(t).map(({ name, rows }) => (
          <section key={name} aria-label={name}>
            <h3 className="shortcut-heading">{name}</h3>
            <dl className="shortcut-rows">
              {rows.map(row => (
                <Row key={row.name} row={row} />
              ))}
            </dl>
          </section>
        ))}
      </div>
    </dialog>
  )
}

function Row({ row: { name, keys, isTyped } }: { row: ShortcutRow }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {keys.map(key => (
          <kbd key={key}>{isTyped || key === '?' ? key : showShortcut(key)}</kbd>
        ))}
      </dd>
    </div>
  )
}
