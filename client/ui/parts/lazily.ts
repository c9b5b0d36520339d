import { type ComponentType, type LazyExoticComponent, lazy } from 'react'

/** A component whose code comes when it is first shown; `prefetch` lets it come earlier, when a pointer draws near. */
export function lazily<Props>(
  load: () => Promise<ComponentType<Props>>,
): LazyExoticComponent<ComponentType<Props>> & { prefetch: () => void } {
  const component = lazy(async () => ({ default: await load() }))
  return Object.assign(component, {
    prefetch: () => {
      // A failure shows when the component itself is wanted.
      load().catch(() => undefined)
    },
  })
}
