import type { ReactNode } from 'react'
import { usePageTitle } from './page-title.ts'

/** A page that has one thing to say. */
export function Message({ heading, text, children }: { heading: string; text: string; children: ReactNode }) {
  usePageTitle(`${heading} · Quire`)
  return (
    <main className="message">
      <Sheets />
      <h1>{heading}</h1>
      <p>{text}</p>
      {children}
    </main>
  )
}

/** Three sheets of paper: the picture for everything that is empty. */
export function Sheets() {
  return (
    <svg className="sheets" viewBox="0 0 120 96" aria-hidden="true">
      <rect x="22" y="20" width="52" height="66" rx="5" transform="rotate(-9 48 53)" />
      <rect x="46" y="20" width="52" height="66" rx="5" transform="rotate(9 72 53)" />
      <rect x="34" y="12" width="52" height="68" rx="5" />
      <path d="M44 28h22M44 38h32M44 48h32M44 58h18" />
    </svg>
  )
}
