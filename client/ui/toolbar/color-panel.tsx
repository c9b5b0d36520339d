import Ban from 'lucide-react/icons/ban'
import { useId, useRef } from 'react'
import { highlightNames, inkNames, type QuireEditor, type SelectionDescription } from '../../editor/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { run } from './run.ts'
import { useRovingFocus } from './use-roving-focus.ts'

interface ColorPanelProps {
  editor: QuireEditor
  selection: SelectionDescription
  close: () => void
}

export function ColorPanel({ editor, selection, close }: ColorPanelProps) {
  const { t } = useTranslation()
  const panel = useRef<HTMLDivElement>(null)
  const roving = useRovingFocus(panel, { back: 'ArrowLeft', forward: 'ArrowRight' })
  const { ink, highlight } = selection
  const choose = (command: (commands: QuireEditor['commands']) => boolean) => {
    close()
    run(editor, command)
  }
  return (
    <div ref={panel} className="panel palette" {...roving}>
      <Row label={t('toolbar.ink')}>
        <Swatch label={t('toolbar.noInk')} chosen={!ink} choose={() => choose(to => to.setInk(null))} />
        {inkNames.map(name => (
          <Swatch
            key={name}
            label={t(`toolbar.inks.${name}`)}
            ink={name}
            chosen={name === ink}
            choose={() => choose(to => to.setInk(name))}
          />
        ))}
      </Row>
      <Row label={t('toolbar.highlight')}>
        <Swatch
          label={t('toolbar.noHighlight')}
          chosen={!highlight}
          choose={() => choose(to => to.setHighlight(null))}
        />
        {highlightNames.map(name => (
          <Swatch
            key={name}
            label={t(`toolbar.highlights.${name}`)}
            highlight={name}
            chosen={name === highlight}
            choose={() => choose(to => to.setHighlight(name))}
          />
        ))}
      </Row>
    </div>
  )
}

function Row({ label, children }: { label: string; children: React.ReactNode }) {
  const id = useId()
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields; these are buttons.
    <div role="group" aria-labelledby={id}>
      <p id={id} className="palette-heading">
        {label}
      </p>
      <div className="palette-row">{children}</div>
    </div>
  )
}

interface SwatchProps {
  label: string
  ink?: string
  highlight?: string
  chosen: boolean
  choose: () => void
}

/** Shows the colour as words will have it. */
function Swatch({ label, ink, highlight, chosen, choose }: SwatchProps) {
  return (
    <button
      type="button"
      className="palette-swatch"
      data-stop
      tabIndex={-1}
      aria-label={label}
      title={label}
      aria-pressed={chosen}
      data-ink={ink}
      data-highlight={highlight}
      onClick={choose}
    >
      {ink === undefined && highlight === undefined ? <Ban /> : 'A'}
    </button>
  )
}
