import Copy from 'lucide-react/icons/copy'
import ExternalLink from 'lucide-react/icons/external-link'
import Pencil from 'lucide-react/icons/pencil'
import Unlink from 'lucide-react/icons/unlink'
import { linkAtCaret, type QuireEditor } from '../../editor/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { FloatingBar } from '../bubble/floating-bar.tsx'
import type { Floating } from '../bubble/use-floating.ts'
import { copyText } from '../parts/copy-text.ts'
import { Popover } from '../parts/popover.tsx'
import { showToast } from '../parts/toast.tsx'
import { LinkPanel } from '../toolbar/link-panel.tsx'
import { run } from '../toolbar/run.ts'
import { useSelection } from '../toolbar/selection.ts'
import { ToolButton, tip, toolTrigger } from '../toolbar/tool-button.tsx'

export function LinkCard({ editor, href }: { editor: QuireEditor; href: string }) {
  const { t } = useTranslation()
  const selection = useSelection(editor)
  const copy = async () => {
    if (await copyText(href)) showToast({ text: t('link.copied') })
  }
  return (
    <FloatingBar editor={editor} label={t('link.heading')} floating={atLink} className="bubble link-card">
      <a
        className="link-address"
        href={href}
        target={href.startsWith('#') ? undefined : '_blank'}
        rel="noopener noreferrer"
        data-stop
        tabIndex={-1}
        aria-label={`${t('link.open')}: ${href}`}
      >
        <span dir="ltr">{readable(href)}</span>
        <ExternalLink />
      </a>
      <ToolButton label={t('link.copy')} run={() => void copy()}>
        <Copy />
      </ToolButton>
      <Popover
        label={t('link.edit')}
        width={336}
        align="start"
        trigger={toolTrigger(t('link.edit'), <Pencil />, { 'data-tip': tip(t('link.edit'), 'Mod-k') })}
      >
        {close => <LinkPanel editor={editor} selection={selection} close={close} />}
      </Popover>
      <ToolButton label={t('link.remove')} run={() => run(editor, commands => commands.unsetLink())}>
        <Unlink />
      </ToolButton>
    </FloatingBar>
  )
}

/** Below: what leads to the link has been read, and stays in sight. */
const atLink: Floating = { range: editor => linkAtCaret(editor) ?? editor.state.selection, side: 'below' }

/** As people write addresses: without what every one of them has, and in letters. */
function readable(href: string): string {
  const short = href.replace(/^(https?:\/\/(www\.)?|mailto:|tel:)/, '').replace(/\/$/, '')
  try {
    return decodeURI(short)
  } catch (error) {
    if (error instanceof URIError) return short
    throw error
  }
}
