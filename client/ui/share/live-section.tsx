import Radio from 'lucide-react/icons/radio'
import { useEffect, useId, useState } from 'react'
import type { DocumentId } from '../../../protocol/index.ts'
import { useTranslation } from '../../i18n/index.ts'
import { liveTexts } from '../../i18n/live/index.ts'
import { copyText } from '../parts/copy-text.ts'
import { addressOf, keyToCopy } from './link-section.tsx'
import type { SharePartProps } from './share-panel.tsx'

/** Here and not in the style sheet, for which the first letter waits. Their words begin where the heading does. */
const actions = { display: 'flex', flexWrap: 'wrap', marginInlineStart: 'calc(-1 * var(--space-2))' } as const

/** The page for an audience: its address, and what another site shows it with, where that is allowed. */
export function LiveSection(props: SharePartProps) {
  const texts = liveTexts[useTranslation().language]
  const id = useId()
  const { opened, sharing } = props
  const mayEmbed = useMayEmbed(opened.id)
  const [said, setSaid] = useState<{ of: string; done: boolean }>()
  // Its owner alone knows what opens it to others.
  if (sharing?.link?.hasKey === true) return null
  const address = addressOf(`/live/${opened.id}`, keyToCopy(props))
  const copy = async (text: string) => setSaid({ of: text, done: await copyText(text) })
  const button = (text: string, label: string) => (
    <button type="button" className="role-button" onClick={() => void copy(text)}>
      {said?.of === text && said.done ? texts.share.copied : label}
    </button>
  )
  return (
    <section className="share-section" aria-labelledby={id}>
      <h3 className="share-heading" id={id}>
        {texts.share.heading}
      </h3>
      <div className="share-link">
        <span className="share-link-icon">
          <Radio />
        </span>
        <span className="share-names">
          <span className="person-name">{texts.share.name}</span>
          <span className="share-remark">{texts.share.hint}</span>
        </span>
      </div>
      <div style={actions}>
        <a
          className="role-button"
          style={{ textDecoration: 'none' }}
          href={address}
          target="_blank"
          rel="noopener"
          aria-label={texts.share.open}
        >
          {texts.share.openNow}
        </a>
        {button(address, texts.share.copyAddress)}
        {mayEmbed && button(codeOf(address, document.title), texts.share.copyCode)}
      </div>
      <p className={said?.done === false ? 'field-error' : 'visually-hidden'} role="status">
        {said && (said.done ? texts.share.copied : texts.share.failed)}
      </p>
    </section>
  )
}

/** Whether other sites may show it is for the operator to say: the page's own policy tells. */
function useMayEmbed(id: DocumentId): boolean {
  const [mayEmbed, setMayEmbed] = useState(false)
  useEffect(() => {
    const closing = new AbortController()
    fetch(`/live/${id}`, { method: 'HEAD', signal: closing.signal }).then(
      ({ headers }) => {
        const policy = headers.get('content-security-policy')
        setMayEmbed(policy !== null && !policy.includes("frame-ancestors 'none'"))
      },
      () => {
        // Without the server there is no live view either.
      },
    )
    return () => closing.abort()
  }, [id])
  return mayEmbed
}

/** With a width of its own it would be wider than a phone. */
function codeOf(address: string, title: string): string {
  const name = title.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
  return `<iframe src="${address}" title="${name}" style="width: 100%; height: 32rem; border: 0"></iframe>`
}
