import type { Mark, Schema } from '@tiptap/pm/model'
import { isHighlight, isInk } from './colors.ts'

/** A mark that came over the wire; undefined where its name or its attributes mean nothing to this version. */
export function decodeMark(schema: Schema, name: string, value: unknown): Mark | undefined {
  const type = schema.marks[name]
  if (type === undefined) return undefined
  const attributes = typeof value === 'object' && value !== null ? value : {}
  switch (name) {
    case 'link': {
      const href = 'href' in attributes ? attributes.href : undefined
      return typeof href === 'string' ? type.create({ href }) : undefined
    }
    case 'ink':
    case 'highlight': {
      const color = 'color' in attributes ? attributes.color : undefined
      const known = name === 'ink' ? isInk(color) : isHighlight(color)
      return known ? type.create({ color }) : undefined
    }
    case 'mention': {
      const mention = { name: undefined, user: null, ...attributes }
      const known = typeof mention.name === 'string' && isUser(mention.user)
      return known ? type.create({ name: mention.name, user: mention.user }) : undefined
    }
    default:
      return type.create()
  }
}

function isUser(user: unknown): boolean {
  return user === null || typeof user === 'string'
}
