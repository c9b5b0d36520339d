import { addTexts } from '../../i18n/index.ts'
import { lazily } from '../parts/lazily.tsx'

/** What finds documents comes when somebody looks for one. */
const loadFinding = async () => (await Promise.all([import('./index.ts'), addTexts('finding')]))[0]

export const SearchResults = lazily(async () => (await loadFinding()).SearchResults)
export const SwitcherDialog = lazily(async () => (await loadFinding()).SwitcherDialog)
export const DocumentMenuButton = lazily(async () => (await loadFinding()).DocumentMenuButton)
export const DocumentStar = lazily(async () => (await loadFinding()).DocumentStar)
export const Stars = lazily(async () => (await loadFinding()).Stars)
export const DocumentDeeds = lazily(async () => (await loadFinding()).DocumentDeeds)
export const TemplateMenu = lazily(async () => (await loadFinding()).TemplateMenu)
