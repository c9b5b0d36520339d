import { lateCode } from '../late-code.ts'

/** What reads other applications' HTML. */
export interface HtmlReader {
  /** The elements of a page as blocks, one behind the other. */
  flatten: (page: Element) => globalThis.Node
  /** What style sheets say, as style attributes. */
  inlineStyleSheets: (html: string) => string
}

// It comes when HTML is pasted, dropped or opened for the first time.
export const {
  get: htmlReader,
  load: loadHtmlReader,
  provide: provideHtmlReader,
} = lateCode<HtmlReader>(() => import('./html-reader.ts'))
