/** By their ids: the styles of words that are hidden. */
export type HiddenStyles = ReadonlySet<string>

const attributeIn = (attributes: string, name: string): string | undefined =>
  new RegExp(`w:${name}="([^"]{0,200})"`).exec(attributes)?.[1]
const saysYes = (attributes: string): boolean =>
  !['0', 'false', 'off'].includes(attributeIn(attributes, 'val') ?? '')

/** `xml`: `word/styles.xml`, or nothing. */
export function hiddenStyles(xml: string): HiddenStyles {
  type Style = { base?: string; isHidden?: boolean }
  const styles = new Map<string, Style>()
  let style: Style = {}
  for (const [, name, attributes = ''] of xml.matchAll(
    /<w:(style|basedOn|vanish)(?=[\s/>])([^>]{0,500})>/g,
  )) {
    if (name === 'style') {
      style = {}
      // Of a table's style it is only some cells.
      const isOfWords = /w:type="(?:paragraph|character)"/.test(attributes)
      if (isOfWords) styles.set(attributeIn(attributes, 'styleId') ?? '', style)
    } else if (name === 'basedOn') style.base = attributeIn(attributes, 'val') ?? ''
    else style.isHidden = saysYes(attributes)
  }
  const isHidden = (id: string | undefined, left = 20): boolean => {
    const said = id === undefined ? undefined : styles.get(id)
    if (said === undefined || left === 0) return false
    return said.isHidden ?? isHidden(said.base, left - 1)
  }
  return new Set([...styles.keys()].filter(id => isHidden(id)))
}

const tags =
  /<(\/?)w:(p|pPr|pStyle|r|rStyle|vanish|rPrChange|pPrChange|fldChar|t|br|drawing|pict|object)(?=[\s/>])([^>]*?)(\/?)>/g

type Span = { start: number; isHidden: boolean }
/** `isKept`: something in it is seen, or holds together what is. */
type Paragraph = Span & { isMarkHidden: boolean; isKept: boolean }
type Run = Span & { isKept: boolean }

/**
 * Hidden words stay out. Word neither shows nor prints them: what they say is for programs (entries of an index), or is what somebody did not
 * want to be read. Here everybody would read them.
 */
export function withoutHidden(xml: string, styles: HiddenStyles): string {
  if (styles.size === 0 && !xml.includes('<w:vanish')) return xml
  const cuts: { start: number; end: number }[] = []
  const cut = (start: number, end: number) => {
    while ((cuts.at(-1)?.start ?? -1) >= start) cuts.pop()
    cuts.push({ start, end })
  }
  const paragraphs: Paragraph[] = []
  const runs: Run[] = []
  let ofMark = false
  let former = 0
  for (const { 0: whole, 1: slash, 2: name = '', 3: attributes = '', 4: close, index } of xml.matchAll(
    tags,
  )) {
    const [isEnd, isWhole] = [slash === '/', close === '/']
    const end = index + whole.length
    if (/Change$/.test(name)) {
      if (!isWhole) former += isEnd ? -1 : 1
      continue
    }
    if (former > 0) continue
    const [paragraph, run] = [paragraphs.at(-1), runs.at(-1)]
    switch (name) {
      case 'p':
        if (isWhole) break
        if (!isEnd) paragraphs.push({ start: index, isHidden: false, isMarkHidden: false, isKept: false })
        else if (paragraphs.pop()?.isMarkHidden && paragraph?.isKept === false) cut(paragraph.start, end)
        break
      case 'pPr':
        ofMark = !isEnd && !isWhole
        break
      case 'pStyle':
        if (paragraph === undefined || !styles.has(attributeIn(attributes, 'val') ?? '')) break
        paragraph.isHidden = true
        paragraph.isMarkHidden = true
        break
      case 'r':
        if (isWhole) break
        if (!isEnd) runs.push({ start: index, isHidden: paragraph?.isHidden === true, isKept: false })
        else if (runs.pop()?.isHidden && run?.isKept === false) cut(run.start, end)
        break
      case 'rStyle':
        if (!ofMark && run !== undefined && styles.has(attributeIn(attributes, 'val') ?? ''))
          run.isHidden = true
        break
      case 'vanish':
        if (ofMark) {
          if (paragraph !== undefined) paragraph.isMarkHidden = saysYes(attributes)
        } else if (run !== undefined) run.isHidden = saysYes(attributes)
        break
      case 'fldChar':
        // Where a field begins and ends: what is in it is told apart by these.
        if (run !== undefined) run.isKept = true
        if (paragraph !== undefined) paragraph.isKept = true
        break
      default:
        if (paragraph !== undefined && run?.isHidden !== true) paragraph.isKept = true
    }
  }
  let out = ''
  let copied = 0
  for (const { start, end } of cuts) {
    out += xml.slice(copied, start)
    copied = end
  }
  return out + xml.slice(copied)
}
