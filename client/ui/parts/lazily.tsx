import { type ComponentType, type JSX, use } from 'react'

export interface Lazy<Props> {
  (props: Props): JSX.Element
  /** Lets the code come before it is shown, when a pointer draws near; after a failure, tries again. Resolves when it
   *  has come, or is known not to come. */
  prefetch: () => Promise<void>
}

/** A component whose code comes when it is first wanted. Unlike `React.lazy`, it can recover from a failed fetch. */
export function lazily<Props extends object>(load: () => Promise<ComponentType<Props>>): Lazy<Props> {
  let loading: Promise<ComponentType<Props>> | undefined
  let loaded: ComponentType<Props> | undefined
  let failed = false
  const get = () => {
    loading ??= load()
    // Who waits for this sees the failure; a failed prefetch is nobody's business.
    loading.then(
      component => {
        loaded = component
      },
      () => {
        failed = true
      },
    )
    return loading
  }
  // biome-ignore lint/correctness/noComponentHookFactories: called once for each module, as React.lazy is.
  const LazyComponent = (props: Props) => {
    // What is there shows at once. Waiting for it, React would show the fallback, and never for less than 300 ms.
    const Component = loaded ?? use(get())
    return <Component {...props} />
  }
  return Object.assign(LazyComponent, {
    prefetch: async () => {
      if (failed) loading = undefined
      failed = false
      await Promise.allSettled([get()])
    },
  })
}
