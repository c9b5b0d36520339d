import { useSyncExternalStore } from 'react'

/** A value that changes, and that anybody may watch. */
export interface Observable<T> {
  get(): T
  /** Called after each change. Returns its own undo. */
  subscribe(listener: () => void): () => void
}

export interface Cell<T> extends Observable<T> {
  /** Setting the same value again tells nobody. */
  set(value: T): void
}

export function cell<T>(initial: T): Cell<T> {
  const listeners = new Set<() => void>()
  let value = initial
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return
      value = next
      for (const listener of listeners) listener()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Renders again when the value changes, and only then. */
export function useObservable<T>(observable: Observable<T>): T {
  return useSyncExternalStore(observable.subscribe, observable.get)
}
