// All of it is one chunk.
export { SearchResults } from './search-results.tsx'
export { SwitcherDialog } from './switcher-dialog.tsx'
