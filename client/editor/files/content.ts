import type { Fragment, Node, Schema } from '@tiptap/pm/model'
import type { Content, ContentBlock, Run, TextBlock } from '../../../formats/content.ts'
import { attributesAs, attributesOf, isBlock, kindOf, plainAttributes } from '../schema/block-attributes.ts'
import { fileAddress } from '../uploads/file-uploads.ts'
import { imageAttributesFrom, imageContentOf } from './image-content.ts'
import { tableBlockOf, tableNodeOf } from './table-content.ts'

export function blocksOf(nodes: Fragment): ContentBlock[] {
  const blocks: ContentBlock[] = []
  nodes.forEach(node => {
    if (isBlock(node)) blocks.push(textBlockOf(node))
    else if (node.type.name === 'rule' || node.type.name === 'contents') blocks.push({ type: node.type.name })
    else if (node.type.name === 'table') blocks.push(tableBlockOf(node, textBlockOf))
    // What this writes nothing of by name is at least its text.
    else if (node.textContent !== '') blocks.push({ type: 'block', kind: 'paragraph', runs: runsOf(node) })
  })
  return blocks
}

function textBlockOf(node: Node): TextBlock {
  const { level, indent, checked, tone, language, start } = attributesOf(node)
  const kind = kindOf(node) ?? 'paragraph'
  return {
    type: 'block',
    kind,
    ...(kind === 'heading' && { level: level ?? 1 }),
    ...(indent !== null && { indent }),
    ...(kind === 'task' && { checked: checked === true }),
    ...(kind === 'callout' && tone !== null && { tone }),
    ...(language !== null && { language }),
    ...(kind === 'image' && { image: imageContentOf(node) }),
    ...(kind === 'file' && hrefOf(node)),
    ...(start !== null && { start }),
    runs: runsOf(node),
  }
}

function hrefOf(node: Node): { href?: string } {
  const href = fileAddress(node)
  return href === undefined ? {} : { href }
}

function runsOf(block: Node): Run[] {
  const runs: Run[] = []
  block.descendants(child => {
    const text = child.isText ? (child.text ?? '') : child.type.name === 'hardBreak' ? '\n' : ''
    if (text === '') return
    runs.push({ text, marks: Object.fromEntries(child.marks.map(({ type, attrs }) => [type.name, attrs])) })
  })
  return runs
}

export function nodesOf(blocks: readonly ContentBlock[], schema: Schema): Node[] {
  const blockNode = (block: TextBlock) => schema.node('block', attributesFrom(block), inline(block))
  return blocks.map(block => {
    if (block.type === 'rule' || block.type === 'contents') return schema.node(block.type)
    return block.type === 'table' ? tableNodeOf(block, schema, blockNode) : blockNode(block)
  })

  function inline({ runs }: TextBlock): Node[] {
    return runs.flatMap(({ text, marks: named }) => {
      const marks = Object.entries(named).flatMap(([name, attrs]) => schema.marks[name]?.create(attrs) ?? [])
      return text
        .split(/(\n)/)
        .filter(part => part !== '')
        .map(part => (part === '\n' ? schema.node('hardBreak', null, [], marks) : schema.text(part, marks)))
    })
  }
}

function attributesFrom({
  kind,
  level,
  indent = 0,
  checked,
  tone = 'info',
  language,
  image,
  start,
}: TextBlock) {
  const known = level === 1 || level === 2 || level === 3 ? level : 3
  const attributes = attributesAs(
    kind,
    {
      ...plainAttributes,
      checked: checked === true || null,
      tone: tone === 'info' ? null : tone,
      language: language ?? null,
      start: start ?? null,
      ...imageAttributesFrom(image),
    },
    kind === 'heading' ? known : null,
  )
  return { ...attributes, indent: indent === 0 ? null : indent }
}

/**
 * A file's title is its first heading, where that is of the first level and the only one of it. The headings under it
 * are then one level higher: in a document the title stands above them all.
 */
export function withTitle(blocks: readonly ContentBlock[]): Content {
  const isTop = (block: ContentBlock) =>
    block.type === 'block' && block.kind === 'heading' && block.level === 1
  const [first, ...rest] = blocks
  if (first?.type !== 'block' || !isTop(first) || rest.some(isTop)) return { title: '', blocks }
  const title = first.runs.map(run => run.text).join('')
  if (title.trim() === '') return { title: '', blocks }
  return {
    title: title.replace(/\s+/g, ' ').trim(),
    blocks: rest.map(block =>
      block.type === 'block' && block.level !== undefined ? { ...block, level: block.level - 1 } : block,
    ),
  }
}
