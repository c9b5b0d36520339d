/** The mark: a folded sheet. The same drawing as `public/icon.svg`. */
export function Logo() {
  return (
    <svg className="logo" viewBox="0 0 64 64" aria-hidden="true">
      <rect width="64" height="64" rx="15" className="logo-ground" />
      <path d="M14 19.5c6.6-2.6 12.6-1.9 18 2v27c-5.4-3.9-11.4-4.6-18-2z" className="logo-left" />
      <path d="M50 19.5c-6.6-2.6-12.6-1.9-18 2v27c5.4-3.9 11.4-4.6 18-2z" className="logo-right" />
    </svg>
  )
}
