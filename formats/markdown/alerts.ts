import type { Blockquote, Paragraph, PhrasingContent } from 'mdast'
import type { TextBlock, Tone } from '../content.ts'

// GitHub's alerts: quotes whose first line says what they are. https://docs.github.com/en/get-started/writing-on-github

declare module 'mdast' {
  interface BlockquoteData {
    /** It is a callout. */
    tone?: Tone
  }
}

const names: Readonly<Record<Tone, string>> = { info: 'NOTE', warning: 'WARNING', success: 'TIP' }
const tones: Readonly<Record<string, Tone>> = {
  NOTE: 'info',
  IMPORTANT: 'info',
  TIP: 'success',
  WARNING: 'warning',
  CAUTION: 'warning',
}

/** An alert without words. */
export function emptyAlert(tone: Tone): Blockquote {
  return { type: 'blockquote', data: { tone }, children: [paragraphOf([signOf(tone)])] }
}

/** Adds a paragraph to an alert; the first goes right below what the alert says it is. */
export function addToAlert(alert: Blockquote, paragraph: Paragraph): void {
  const { data, children } = alert
  // HTML would not be understood there: it takes an empty line.
  if (!isNewAlert(alert) || data?.tone === undefined || paragraph.children[0]?.type === 'html')
    children.push(paragraph)
  else alert.children = [paragraphOf([signOf(data.tone, '\n'), ...paragraph.children])]
}

/** It has no words yet. */
export function isNewAlert({ children: [first, second] }: Blockquote): boolean {
  return second === undefined && first?.type === 'paragraph' && first.children.length === 1
}

function signOf(tone: Tone, end = ''): PhrasingContent {
  // As HTML, which nothing of is escaped.
  return { type: 'html', value: `[!${names[tone]}]${end}` }
}

function paragraphOf(children: PhrasingContent[]): Paragraph {
  return { type: 'paragraph', children }
}

/** What a quote holds that is an alert; undefined for one that is a quote, also where it only shows the sign, escaped. */
export function alertIn(
  { children: [first, ...others] }: Blockquote,
  source: string,
): { text: Pick<TextBlock, 'kind' | 'tone'>; children: Blockquote['children'] } | undefined {
  if (first?.type !== 'paragraph') return undefined
  const [sign, next, ...rest] = first.children
  if (sign?.type !== 'text' || source[sign.position?.start.offset ?? -1] !== '[') return undefined
  const [all, name = ''] = /^\[!([A-Z]+)\][ \t]*(?:\n|$)/i.exec(sign.value) ?? []
  const tone = tones[name.toUpperCase()]
  if (all === undefined || tone === undefined) return undefined
  const text = sign.value.slice(all.length)
  // Other words on the line of the sign.
  if (text === '' && !all.endsWith('\n') && next !== undefined && next.type !== 'break') return undefined
  const words = text === '' ? [] : [{ ...sign, value: text }]
  const following =
    next === undefined || (words.length === 0 && next.type === 'break') ? rest : [next, ...rest]
  const paragraph = [...words, ...following]
  return {
    text: { kind: 'callout', ...(tone !== 'info' && { tone }) },
    children: paragraph.length === 0 ? others : [paragraphOf(paragraph), ...others],
  }
}
