/** What reads other applications' HTML. */
export interface HtmlReader {
  /** The elements of a page as blocks, one behind the other. */
  flatten: (page: Element) => globalThis.Node
  /** What style sheets say, as style attributes. */
  inlineStyleSheets: (html: string) => string
}

// It comes when HTML is pasted, dropped or opened for the first time.

let loaded: HtmlReader | undefined
let loading: Promise<unknown> | undefined

export function htmlReader(): HtmlReader | undefined {
  return loaded
}

export function provideHtmlReader(reader: HtmlReader): void {
  loaded = reader
}

/** Rejects where the code cannot be fetched; asked again, it tries again. */
export async function loadHtmlReader(): Promise<void> {
  loading ??= import('./html-reader.ts')
  try {
    await loading
  } catch (error) {
    loading = undefined
    throw error
  }
}
