import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const sheets = readdirSync(import.meta.dirname).filter(file => file.endsWith('.css'))

/**
 * With `:has()` on what the text is in, the browser looks at all of a long document anew, and lays all of it out, whenever something within comes or
 * goes: a caret of somebody else, say. 45 ms each time, with 5,000 blocks.
 */
it.each(sheets)('says in %s of nothing that holds the text what is in it', file => {
  const css = readFileSync(join(import.meta.dirname, file), 'utf8')
  const holder =
    /(?::root|html|body|\.document(?:-body)?|\.sheet|\.text|\.tiptap|\.ProseMirror)(?:\[[^\]]*\]|:not\([^)]*\))*:has\(/g
  expect(css.match(holder)).toBeNull()
})
