/** An element of an equation. Names have the prefixes that Word gives them, `m:` and `w:`; texts are as they are read. */
export type Part = { name: string; attributes: string; parts: (Part | string)[] }

/** What is nested deeper counts as words of what is around it. */
const maxDepth = 60

/**
 * The element that begins at `start`, and where it ends; undefined where it never does. Each letter is looked at once, whatever stands
 * there. `prefix`: what the file writes for `m`.
 */
export function readPart(
  xml: string,
  start: number,
  prefix: string,
): { part: Part; end: number } | undefined {
  const root: Part = { name: '', attributes: '', parts: [] }
  const open: Part[] = [root]
  let deeper = 0
  let at = start
  do {
    const from = xml.indexOf('<', at)
    if (from === -1) return undefined
    if (from > at) open.at(-1)?.parts.push(textOf(xml.slice(at, from)))
    const skipped = endOfOther(xml, from)
    const end = skipped ?? endOfTag(xml, from)
    if (end === -1) return undefined
    at = end
    if (skipped !== undefined) continue
    const tag = xml.slice(from + 1, end - 1)
    if (tag.startsWith('/')) {
      if (deeper > 0) deeper--
      else open.pop()
    } else if (open.length > maxDepth) {
      if (!tag.endsWith('/')) deeper++
    } else {
      const part = partOf(tag, prefix)
      open.at(-1)?.parts.push(part)
      if (!tag.endsWith('/')) open.push(part)
    }
  } while (open.length > 1)
  const [part] = root.parts
  return typeof part === 'object' ? { part, end: at } : undefined
}

function partOf(tag: string, prefix: string): Part {
  const length = tag.search(/[\s/]/)
  const name = length === -1 ? tag : tag.slice(0, length)
  const isOurs = name.startsWith(`${prefix}:`)
  return {
    name: isOurs ? `m:${name.slice(prefix.length + 1)}` : name,
    attributes: length === -1 ? '' : tag.slice(length),
    parts: [],
  }
}

/** Behind a remark or an instruction; undefined where none begins. */
function endOfOther(xml: string, from: number): number | undefined {
  const [, end] = others.find(([begin]) => xml.startsWith(begin, from)) ?? []
  if (end === undefined) return undefined
  const at = xml.indexOf(end, from)
  return at === -1 ? -1 : at + end.length
}

const others = [
  ['<!--', '-->'],
  ['<?', '?>'],
] as const

/** Behind the tag: what is quoted may hold what ends one. */
function endOfTag(xml: string, from: number): number {
  let quote = ''
  for (let at = from + 1; at < xml.length; at++) {
    const letter = xml[at] ?? ''
    if (quote !== '') {
      if (letter === quote) quote = ''
    } else if (letter === '"' || letter === "'") quote = letter
    else if (letter === '>') return at + 1
  }
  return -1
}

/** What an attribute says, by its local name. */
export function attributeOf({ attributes }: Part, name: string): string | undefined {
  const [, double, single] =
    new RegExp(`(?:^|[\\s:])${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes) ?? []
  const said = double ?? single
  return said === undefined ? undefined : textOf(said)
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function textOf(xml: string): string {
  return xml.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{1,8}));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return entities[name] ?? whole
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
  })
}
