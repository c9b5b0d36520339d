import { isLanguage } from '../../schema/block-attributes.ts'

const storageKey = 'quire:languages'
const maxRecent = 5

/** The languages that were chosen on this device, the last one first. */
export function recentLanguages(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isLanguage).slice(0, maxRecent) : []
  } catch (error) {
    // Where the browser forbids storage, or something else was written there, none are known.
    if (error instanceof DOMException || error instanceof SyntaxError) return []
    throw error
  }
}

export function rememberLanguage(id: string): void {
  const recent = [id, ...recentLanguages().filter(other => other !== id)].slice(0, maxRecent)
  try {
    localStorage.setItem(storageKey, JSON.stringify(recent))
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
  }
}
