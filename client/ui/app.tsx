import { StrictMode, Suspense } from 'react'
import * as v from 'valibot'
import { Route, Switch } from 'wouter'
import { documentIdSchema } from '../../protocol/index.ts'
import { DocumentSkeleton } from './document/document-skeleton.tsx'
import { Switcher } from './finding/switcher.tsx'
import { NotFoundPage } from './not-found-page.tsx'
import { ErrorBoundary } from './parts/error-boundary.tsx'
import { lazily } from './parts/lazily.tsx'
import { Toasts } from './parts/toast.tsx'
import { Shortcuts } from './shortcuts/shortcuts.tsx'
import { StartPage } from './start/start-page.tsx'

export const DocumentPage = lazily(async () => (await import('./document/document-page.tsx')).DocumentPage)

export function App() {
  return (
    <StrictMode>
      <ErrorBoundary>
        <Suspense fallback={<DocumentSkeleton />}>
          <Switch>
            <Route path="/">
              <StartPage onWillOpen={DocumentPage.prefetch} />
            </Route>
            <Route path="/d/:id">
              {({ id }) =>
                v.is(documentIdSchema, id) ? (
                  <DocumentPage key={id} id={id} />
                ) : (
                  <NotFoundPage what="document" />
                )
              }
            </Route>
            <Route>
              <NotFoundPage what="page" />
            </Route>
          </Switch>
        </Suspense>
      </ErrorBoundary>
      <Shortcuts />
      <Switcher />
      <Toasts />
    </StrictMode>
  )
}
