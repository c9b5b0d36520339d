/** What stands around something, as TeX's `\left` and `\right` take it; nothing is a dot. */
const fences: Readonly<Record<string, string>> = {
  '': '.',
  '(': '(',
  ')': ')',
  '[': '[',
  ']': ']',
  '{': '\\{',
  '}': '\\}',
  '|': '|',
  '∣': '|',
  '‖': '\\|',
  '∥': '\\|',
  '⌊': '\\lfloor',
  '⌋': '\\rfloor',
  '⌈': '\\lceil',
  '⌉': '\\rceil',
  '⟨': '\\langle',
  '⟩': '\\rangle',
  '〈': '\\langle',
  '〉': '\\rangle',
  '<': '<',
  '>': '>',
  '/': '/',
  '\\': '\\backslash',
  '↑': '\\uparrow',
  '↓': '\\downarrow',
  '↕': '\\updownarrow',
  '⎰': '\\lmoustache',
  '⎱': '\\rmoustache',
}
export const fenceOf = (sign: string): string | undefined => fences[sign]

/** By what is around them. */
export const matrices: Readonly<Record<string, string>> = {
  '()': 'pmatrix',
  '[]': 'bmatrix',
  '{}': 'Bmatrix',
  '||': 'vmatrix',
  '‖‖': 'Vmatrix',
}

/** What stands above one letter, and what above more. */
const accents: Readonly<Record<string, readonly [string, string]>> = {
  '\u0302': ['\\hat', '\\widehat'],
  '^': ['\\hat', '\\widehat'],
  ˆ: ['\\hat', '\\widehat'],
  '\u0303': ['\\tilde', '\\widetilde'],
  '~': ['\\tilde', '\\widetilde'],
  '˜': ['\\tilde', '\\widetilde'],
  '\u0304': ['\\bar', '\\overline'],
  '\u0305': ['\\bar', '\\overline'],
  '¯': ['\\bar', '\\overline'],
  '‾': ['\\bar', '\\overline'],
  '\u0307': ['\\dot', '\\dot'],
  '˙': ['\\dot', '\\dot'],
  '\u0308': ['\\ddot', '\\ddot'],
  '¨': ['\\ddot', '\\ddot'],
  '\u20db': ['\\dddot', '\\dddot'],
  '\u20dc': ['\\ddddot', '\\ddddot'],
  '\u030c': ['\\check', '\\widecheck'],
  ˇ: ['\\check', '\\widecheck'],
  '\u0306': ['\\breve', '\\breve'],
  '˘': ['\\breve', '\\breve'],
  '\u0300': ['\\grave', '\\grave'],
  '`': ['\\grave', '\\grave'],
  '\u0301': ['\\acute', '\\acute'],
  '´': ['\\acute', '\\acute'],
  '\u030a': ['\\mathring', '\\mathring'],
  '\u0332': ['\\underline', '\\underline'],
  '\u20d7': ['\\vec', '\\overrightarrow'],
  '→': ['\\vec', '\\overrightarrow'],
  '\u20d6': ['\\overleftarrow', '\\overleftarrow'],
  '←': ['\\overleftarrow', '\\overleftarrow'],
  '\u20e1': ['\\overleftrightarrow', '\\overleftrightarrow'],
  '↔': ['\\overleftrightarrow', '\\overleftrightarrow'],
  '\u20d0': ['\\overleftharpoon', '\\overleftharpoon'],
  '\u20d1': ['\\overrightharpoon', '\\overrightharpoon'],
  '⏞': ['\\overbrace', '\\overbrace'],
  '⏟': ['\\underbrace', '\\underbrace'],
}
export function accentOf(sign: string, isOne: boolean): string | undefined {
  return accents[sign]?.[isOne ? 0 : 1]
}

/** What stretches over or under a group. */
const braces: Readonly<Record<string, string>> = {
  '⏞': '\\overbrace',
  '⏟': '\\underbrace',
  '⏜': '\\overgroup',
  '⏝': '\\undergroup',
  '⎴': '\\overbracket',
  '⎵': '\\underbracket',
}
export const braceOf = (sign: string): string | undefined => braces[sign]

/** Arrows that words stand at. */
const arrows: Readonly<Record<string, string>> = {
  '→': '\\xrightarrow',
  '←': '\\xleftarrow',
  '↔': '\\xleftrightarrow',
  '⇒': '\\xRightarrow',
  '⇐': '\\xLeftarrow',
  '⇔': '\\xLeftrightarrow',
  '↦': '\\xmapsto',
  '⇌': '\\xrightleftharpoons',
}
export const arrowOf = (sign: string): string | undefined => arrows[sign]

/** Whose limits stand beside them, where nothing else is said. */
export const isIntegral = (sign: string): boolean => /^[∫-∳⨋-⨜]$/u.test(sign)
