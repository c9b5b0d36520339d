import type { Role } from '../../protocol/index.ts'

/** What can be done to a document that is there. Whoever makes a new one owns it. */
export const actions = [
  'read', // open it, see who is there, fetch it
  'comment',
  'chat', // say something beside the document, and react to what was said
  'write',
  'see-sharing', // who has which role, and the link
  'share', // give, change and take roles; make, change and withdraw the link
  'hand-over', // make another person its owner
  'trash', // put it into the trash, and take it out again
  'delete', // for good
] as const

export type Action = (typeof actions)[number]

const allowed: Record<Role, ReadonlySet<Action>> = {
  owner: new Set(actions),
  editor: new Set(['read', 'comment', 'chat', 'write', 'see-sharing']),
  commenter: new Set(['read', 'comment', 'chat', 'see-sharing']),
  viewer: new Set(['read']),
}

/** The table of `docs/access.md`. */
export function allows(role: Role, action: Action): boolean {
  return allowed[role].has(action)
}
