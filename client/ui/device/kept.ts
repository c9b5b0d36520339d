import * as v from 'valibot'
import { type Cell, cell } from '../parts/observable.ts'

export interface Kept<T> extends Cell<T> {
  /** As it is now: browsers tell a page only a moment later of what another one has set. */
  latest: () => T
}

/** A value kept on this device under `quire:<key>` in localStorage, the same in all of its tabs for as long as the page
 *  lives. What is missing there, or does not fit the schema, reads as `fallback`. Where the browser forbids storage, the
 *  value lives as long as the page. */
export function keep<T>(key: string, schema: v.GenericSchema<unknown, T>, fallback: () => T): Kept<T> {
  const storageKey = `quire:${key}`
  const read = () => decodeOr(schema, readItem(storageKey), fallback)
  let inner: Cell<T> | undefined

  // At first use, not at import: who imports this may have no window.
  const open = () => {
    const opened = cell(read())
    addEventListener('storage', event => {
      if (event.key === storageKey || event.key === null) opened.set(read())
    })
    return opened
  }
  const value = () => {
    inner ??= open()
    return inner
  }
  return {
    get: () => value().get(),
    set(next) {
      writeItem(storageKey, JSON.stringify(next))
      value().set(next)
    },
    subscribe: listener => value().subscribe(listener),
    latest() {
      if (readItem(storageKey) !== null) value().set(read())
      return value().get()
    },
  }
}

function decodeOr<T>(schema: v.GenericSchema<unknown, T>, raw: string | null, fallback: () => T): T {
  if (raw === null) return fallback()
  try {
    const result = v.safeParse(schema, JSON.parse(raw))
    return result.success ? result.output : fallback()
  } catch (error) {
    if (error instanceof SyntaxError) return fallback()
    throw error
  }
}

function readItem(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch (error) {
    if (isStorageRefusal(error)) return null
    throw error
  }
}

function writeItem(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch (error) {
    if (!isStorageRefusal(error)) throw error
  }
}

/** Storage switched off (SecurityError) or full (QuotaExceededError): both are DOMExceptions. */
function isStorageRefusal(error: unknown): boolean {
  return error instanceof DOMException
}
