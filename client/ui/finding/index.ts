// All of it is one chunk.
export { DocumentDeeds } from './document-deeds.tsx'
export { DocumentMenuButton } from './document-menu-button.tsx'
export { DocumentStar, Stars } from './document-star.tsx'
export { SearchResults } from './search-results.tsx'
export { SwitcherDialog } from './switcher-dialog.tsx'
export { TemplateMenu } from './template-menu.tsx'
