import { type ReactNode, Suspense } from 'react'
import { ErrorBoundary } from './error-boundary.tsx'

/** For lazy parts that a page can do without: `instead` stands there until they come, and where they don't. */
export function Apart({ instead = null, children }: { instead?: ReactNode; children: ReactNode }) {
  return (
    <ErrorBoundary fallback={instead}>
      <Suspense fallback={instead}>{children}</Suspense>
    </ErrorBoundary>
  )
}
