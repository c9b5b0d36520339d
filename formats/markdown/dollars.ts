/**
 * TeX within a line, spelled so that nothing in it means anything in Markdown: a letter for each half of a byte. The dollars
 * around it stay, for what stands beside them is read by them. No file has these characters.
 */
const [opens, closes] = ['\ue0f1', '\ue0f2']
/** What words between two pairs of equals signs are set between: highlighted, as in many an editor. */
export const [highlightOpens, highlightCloses] = ['\ue0f3', '\ue0f4']
export const highlightSigns = /([\ue0f3\ue0f4])/

const spelled = new RegExp(`\\$${opens}([a-p]*)${closes}\\$`)

const fence = /^((?:[ \t]|>|[-*+] |\d{1,9}[.)] )*)(`{3,}|~{3,}|\$\$)(.*)$/
// Behind what is escaped, equals signs are words: who writes Markdown escapes only one of two signs side by side.
const inline =
  /(`+)(?!`)[^\n]*?[^`]\1(?!`)|\\[\s\S]|\$(`)([^\n]+?)`\$|\$\$([^$\n]+)\$\$|(?<![A-Za-z0-9$])\$(?![\s$])((?:\\.|[^\\$\n])*?(?:\\.|[^\\$\s]))\$(?![\d$])|(?<![=\w]|\\.)==(?=[^\s=])((?:`[^`\n]*`|\\.|(?!==)[^`\\\n])*?[^\s=\\])==(?!=)/g

/**
 * Sets formulas apart, which Markdown itself has no words for: what stands between dollars is not emphasis, whatever
 * underscores it has. So are words that are highlighted. Code, and dollars that are escaped or mean money, stay as they are.
 */
export function withFormulasApart(text: string): string {
  if (!text.includes('$') && !text.includes('==')) return text
  const lines: string[] = []
  let within: string | undefined
  for (const line of text.split('\n')) {
    const [, prefix = '', mark = '', rest = ''] = fence.exec(line) ?? []
    if (within !== undefined) {
      const ends = within === '$$' ? /^[\s>]*(.*?)\$\$[ \t]*\r?$/.exec(line) : null
      if (ends !== null) {
        if (ends[1]) lines.push(line.replace(/\$\$[ \t]*\r?$/, ''))
        lines.push(`${/^[\s>]*/.exec(line)?.[0] ?? ''}${mathFence}`)
        within = undefined
      } else {
        lines.push(line)
        if (within !== '$$' && mark.startsWith(within) && rest.trim() === '') within = undefined
      }
    } else if (mark === '$$' && !rest.includes('$$')) {
      within = '$$'
      lines.push(`${prefix}${mathFence}math`)
      if (rest.trim() !== '') lines.push(`${prefix.replace(/[^\s>]/g, ' ')}${rest.trim()}`)
    } else if (mark === '$$' && /^[^$]+\$\$\s*$/.test(rest)) {
      const under = prefix.replace(/[^\s>]/g, ' ')
      lines.push(
        `${prefix}${mathFence}math`,
        `${under}${rest.replace(/\$\$\s*$/, '').trim()}`,
        `${under}${mathFence}`,
      )
    } else {
      if (mark !== '' && mark !== '$$') within = mark
      lines.push(mark === '' || mark === '$$' ? inLine(line) : line)
    }
  }
  return lines.join('\n')
}

/** Longer than any that TeX would hold. */
const mathFence = '`````'

function inLine(line: string): string {
  return line.replace(inline, (whole, ...groups: (string | undefined)[]) => {
    const [_code, _ticks, ticked, doubled, single, lit] = groups
    if (lit !== undefined) return `${highlightOpens}${inLine(lit)}${highlightCloses}`
    const tex = ticked ?? doubled ?? single
    return tex === undefined ? whole : `$${opens}${spell(tex)}${closes}$`
  })
}

function spell(text: string): string {
  return Array.from(new TextEncoder().encode(text), byte => letter(byte >> 4) + letter(byte & 15)).join('')
}

function letter(half: number): string {
  return String.fromCharCode(97 + half)
}

function unspell(letters: string): string {
  const half = (at: number) => letters.charCodeAt(at) - 97
  return new TextDecoder().decode(
    Uint8Array.from({ length: letters.length / 2 }, (_, at) => half(2 * at) * 16 + half(2 * at + 1)),
  )
}

/** Text in pieces: every other one is the TeX of a formula. */
export function partedAtFormulas(text: string): string[] {
  return text.split(spelled).map((part, index) => (index % 2 === 0 ? part : unspell(part)))
}

/** Text as the file had it, where formulas mean nothing. */
export function asWritten(text: string): string {
  return partedAtFormulas(text)
    .map((part, index) => (index % 2 === 0 ? part : `$${part}$`))
    .join('')
    .replace(/[\ue0f3\ue0f4]/g, '==')
}

/** TeX between dollars; with backticks in between, as GitHub has it, where dollars alone would not be understood. */
export function withDollars(tex: string, { before, after }: { before: string; after: string }): string {
  const isPlain = /^[^\s$](?:.*[^\s$\\])?$/.test(tex) && !/(?<!\\)\$/.test(tex) && !/\\$/.test(tex)
  const stands = !/[A-Za-z0-9$\\]$/.test(before) && !/^[\d$]/.test(after)
  return isPlain && stands ? `$${tex}$` : `$\`${tex}\`$`
}

/** Whether dollars around lines of TeX are understood; else a fence is. */
export function standsBetweenDollars(tex: string): boolean {
  return /^\S(?:[\s\S]*\S)?$/.test(tex) && !tex.includes('$$') && !tex.includes(mathFence)
}
