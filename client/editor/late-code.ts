/** Code that comes with the first need of it. */
export interface LateCode<Code> {
  /** Undefined until it has come. */
  get: () => Code | undefined
  /** Fetches it. Rejects where that cannot be; asked again, it tries again. */
  load: () => Promise<void>
  /** The code gives itself, as it is evaluated: nothing in between then holds a reference to it. */
  provide: (code: Code) => void
  /** Calls `listener` when it comes; never, where it is there already. Returns its own undo. */
  whenCome: (listener: () => void) => () => void
}

export function lateCode<Code>(fetchCode: () => Promise<unknown>): LateCode<Code> {
  let code: Code | undefined
  let fetching: Promise<unknown> | undefined
  const waiting = new Set<() => void>()
  return {
    get: () => code,
    async load() {
      fetching ??= fetchCode()
      try {
        await fetching
      } catch (error) {
        fetching = undefined
        throw error
      }
    },
    provide(come) {
      code = come
      for (const tell of waiting) tell()
      waiting.clear()
    },
    whenCome(listener) {
      if (code === undefined) waiting.add(listener)
      return () => waiting.delete(listener)
    },
  }
}
