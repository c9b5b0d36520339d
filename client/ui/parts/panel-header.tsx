import X from 'lucide-react/icons/x'

interface PanelHeaderProps {
  /** Whose header it is: it is styled as that. */
  of: 'outline' | 'chat'
  /** Of the heading, by which the panel is called. */
  id: string
  heading: string
  closeLabel: string
  close: () => void
}

/** What a panel beside the text is called, and the way out of it. */
export function PanelHeader({ of, id, heading, closeLabel, close }: PanelHeaderProps) {
  return (
    <header className={`${of}-header`}>
      <h2 className={`${of}-heading`} id={id}>
        {heading}
      </h2>
      <button
        type="button"
        className="icon-button"
        aria-label={closeLabel}
        data-tip={closeLabel}
        onClick={close}
      >
        <X />
      </button>
    </header>
  )
}
