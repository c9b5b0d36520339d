import { type ComponentProps, Suspense } from 'react'
import { addTexts } from '../../i18n/index.ts'
import { ErrorBoundary } from '../parts/error-boundary.tsx'
import { lazily } from '../parts/lazily.tsx'

const RichTools = lazily(async () => {
  const [{ RichTools }] = await Promise.all([import('./rich-tools.tsx'), addTexts('rich')])
  return RichTools
})

/** The toolbar's part for rich blocks: its code comes with the first of them. */
export function LateTools(props: ComponentProps<typeof RichTools>) {
  return (
    <ErrorBoundary fallback={null}>
      <Suspense fallback={null}>
        <RichTools {...props} />
      </Suspense>
    </ErrorBoundary>
  )
}
