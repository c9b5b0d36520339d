export { goToHeading, headingAbove } from './heading-place.ts'
export { type Heading, watchHeadings } from './outline.ts'
