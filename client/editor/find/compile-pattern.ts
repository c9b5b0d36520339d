import { notInWord, type Query } from './compile-query.ts'

/** A regular expression as people write one; undefined where it is none. How long it takes is another matter. */
export function compilePattern({ text, matchCase, wholeWord }: Query): RegExp | undefined {
  // Lines within a block are lines; a dot is a whole character, whatever it is made of.
  const flags = matchCase ? 'gmu' : 'gimu'
  try {
    // By itself first: it could close what stands around it.
    const pattern = new RegExp(text, flags)
    if (!wholeWord) return pattern
    const { before, behind } = notInWord
    return new RegExp(`${before}(?:${text})${behind}`, flags)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
