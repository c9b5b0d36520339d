import { type ComponentType, type JSX, use } from 'react'

export interface Lazy<Props> {
  (props: Props): JSX.Element
  /** Lets the code come before it is shown, when a pointer draws near; after a failure, tries again. */
  prefetch: () => void
}

/** A component whose code comes when it is first wanted. Unlike `React.lazy`, it can recover from a failed fetch. */
export function lazily<Props extends object>(load: () => Promise<ComponentType<Props>>): Lazy<Props> {
  let loading: Promise<ComponentType<Props>> | undefined
  let failed = false
  const get = () => {
    // Who waits for this sees the failure; a failed prefetch is nobody's business.
    loading ??= load()
    loading.catch(() => {
      failed = true
    })
    return loading
  }
  // biome-ignore lint/correctness/noComponentHookFactories: called once for each module, as React.lazy is.
  const LazyComponent = (props: Props) => {
    const Component = use(get())
    return <Component {...props} />
  }
  return Object.assign(LazyComponent, {
    prefetch: () => {
      if (failed) loading = undefined
      failed = false
      get()
    },
  })
}
