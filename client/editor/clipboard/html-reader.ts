import { flattenHtml } from './flatten-html.ts'
import { inlineStyleSheets } from './inline-style-sheets.ts'
import { provideHtmlReader } from './loading.ts'

provideHtmlReader({ flatten: flattenHtml, inlineStyleSheets })
