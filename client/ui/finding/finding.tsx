import { addTexts } from '../../i18n/index.ts'
import { lazily } from '../parts/lazily.tsx'

/** What finds documents comes when somebody looks for one. */
export const loadFinding = async () => (await Promise.all([import('./index.ts'), addTexts('finding')]))[0]

export const SearchResults = lazily(async () => (await loadFinding()).SearchResults)
export const SwitcherDialog = lazily(async () => (await loadFinding()).SwitcherDialog)
