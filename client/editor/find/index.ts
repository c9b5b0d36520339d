export type { Query } from './compile-query.ts'
export type { Match } from './find-in-node.ts'
export { type Finder, type Found, openFinder, type Problem } from './finder.ts'
