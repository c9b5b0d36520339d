import type { Mark, Schema } from '@tiptap/pm/model'
import { isHighlight, isInk } from './colors.ts'

type Attributes = Readonly<Record<string, unknown>>

/** A mark that came over the wire; undefined where its name or any of its attributes mean nothing to this version. */
export function decodeMark(schema: Schema, name: string, value: unknown): Mark | undefined {
  const type = schema.marks[name]
  if (type === undefined) return undefined
  const { known, others } = knownOf(name, attributesIn(value))
  // A mark is written as a whole: what is not known of it would be gone with the next letter.
  return known === undefined || others.some(other => other != null) ? undefined : type.create(known)
}

/** The attributes that a mark of this name has here, undefined where they are no such; and the values of all others. */
function knownOf(name: string, attributes: Attributes): { known: Attributes | undefined; others: unknown[] } {
  switch (name) {
    case 'link': {
      const { href, ...others } = attributes
      return { known: typeof href === 'string' ? { href } : undefined, others: Object.values(others) }
    }
    case 'ink':
    case 'highlight': {
      const { color, ...others } = attributes
      const isKnown = name === 'ink' ? isInk(color) : isHighlight(color)
      return { known: isKnown ? { color } : undefined, others: Object.values(others) }
    }
    case 'mention': {
      const { name: called, user = null, ...others } = attributes
      const isKnown = typeof called === 'string' && isUser(user)
      return { known: isKnown ? { name: called, user } : undefined, others: Object.values(others) }
    }
    default:
      return { known: {}, others: Object.values(attributes) }
  }
}

function attributesIn(value: unknown): Attributes {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function isUser(user: unknown): boolean {
  return user === null || typeof user === 'string'
}
