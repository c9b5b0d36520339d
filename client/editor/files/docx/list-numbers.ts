import { numberCounter } from '../../../../formats/numbers.ts'

type Level = { isOrdered: boolean; start: number }
type Levels = Map<number, Level>
/** `starts`: where it says itself that it begins, by level. */
type List = { abstract: string; starts: Map<number, number> }

const attributeIn = (attributes: string, name: string): string =>
  new RegExp(`w:${name}="([^"]{0,20})"`).exec(attributes)?.[1] ?? ''
const numberIn = (text: string, otherwise: number): number =>
  /^\d{1,9}$/.test(text) ? Number(text) : otherwise

/**
 * The numbers of a Word file's lists. A file says of each item of which list it is, and never its number: what applications
 * show is counted, by each list's definition, which several lists may share.
 */
export class ListNumbers {
  readonly #levels: ReadonlyMap<string, Levels>
  readonly #lists: ReadonlyMap<string, List>
  readonly #counts = new Map<string, (number | undefined)[]>()
  readonly #begun = new Set<string>()
  #expected = numberCounter()

  /** `xml`: `word/numbering.xml`, or nothing. */
  constructor(xml: string) {
    const { levels, lists } = definitionsIn(xml)
    this.#levels = levels
    this.#lists = lists
  }

  /**
   * Called with each paragraph in turn; `list` and `level` as it says them itself. The number of an item that has another
   * one than it would get by what stands before it; undefined for all others.
   */
  next(list: string | undefined, level: number): number | undefined {
    const definition = list === undefined ? undefined : this.#lists.get(list)
    const kind = definition && this.#levels.get(definition.abstract)?.get(level)
    if (list === undefined || definition === undefined || kind === undefined) {
      this.#expected = numberCounter()
      return undefined
    }
    const number = this.#count(list, definition, { level, start: kind.start })
    const item = { indent: level, isOrdered: kind.isOrdered, start: null }
    const isExpected = this.#expected(item) === number
    if (!kind.isOrdered || isExpected) return undefined
    this.#expected({ ...item, start: number })
    return number
  }

  #count(
    list: string,
    { abstract, starts }: List,
    { level, start }: { level: number; start: number },
  ): number {
    const counts = this.#counts.get(abstract) ?? []
    this.#counts.set(abstract, counts)
    // A list that says where it begins does so once, and goes on from there.
    const own = this.#begun.has(list) ? undefined : starts
    this.#begun.add(list)
    if (own !== undefined) for (const at of own.keys()) counts[at] = undefined
    counts.length = Math.min(counts.length, level + 1)
    const before = counts[level]
    const number = before === undefined ? (starts.get(level) ?? start) : before + 1
    counts[level] = number
    return number
  }
}

const tags =
  /<(\/?)w:(abstractNum|lvl|start|numFmt|num|abstractNumId|lvlOverride|startOverride)(?=[\s/>])([^>]{0,500})>/g

/** In one pass, whatever stands there: a file may be made to hurt who reads it. */
function definitionsIn(xml: string): { levels: Map<string, Levels>; lists: Map<string, List> } {
  const levels = new Map<string, Levels>()
  const lists = new Map<string, List>()
  let among: Levels | undefined
  let level: Level | undefined
  let list: List | undefined
  let overridden = 0
  for (const [, slash, name, attributes = ''] of xml.matchAll(tags)) {
    const value = attributeIn(attributes, 'val')
    const at = numberIn(attributeIn(attributes, 'ilvl'), 0)
    if (name === 'abstractNum') {
      among = slash === '/' ? undefined : new Map()
      if (among !== undefined) levels.set(attributeIn(attributes, 'abstractNumId'), among)
    } else if (name === 'lvl') {
      level = slash === '/' ? undefined : { isOrdered: true, start: 1 }
      if (level !== undefined) among?.set(at, level)
    } else if (name === 'num') {
      list = slash === '/' ? undefined : { abstract: '', starts: new Map() }
      if (list !== undefined) lists.set(attributeIn(attributes, 'numId'), list)
    } else if (name === 'start' && level !== undefined) level.start = numberIn(value, 1)
    else if (name === 'numFmt' && level !== undefined) level.isOrdered = value !== 'bullet'
    else if (name === 'abstractNumId' && list !== undefined) list.abstract = value
    else if (name === 'lvlOverride' && slash !== '/') overridden = at
    else if (name === 'startOverride') list?.starts.set(overridden, numberIn(value, 1))
  }
  return { levels, lists }
}
