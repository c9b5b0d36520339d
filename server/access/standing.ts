import { timingSafeEqual } from 'node:crypto'
import type { EndCause, Role } from '../../protocol/index.ts'
import type { Question } from './access.ts'

/** What the tables say about one person and one document that is there. */
export interface Standing {
  owner: string | null
  linkRole: string | null
  /** '': the address alone is the link. */
  linkKey: string
  trashedAt: number | null
  /** The role that was given to the person; 'none' if it was taken away; null where there was never one. */
  ownRole: string | null
  /** The key by which the person came before. */
  visitedBy: string | null
}

/** `by`: what it rests on. */
export interface Right {
  role: Role
  by: 'ownership' | 'own role' | 'visit' | 'link'
}

/** Undefined: none at all. Whether the document lies in the trash is another matter. */
export function rightIn(standing: Standing, { caller, linkKey = '' }: Question): Right | undefined {
  const { owner, ownRole, linkRole, visitedBy } = standing
  if (caller.user !== undefined && owner === caller.user) return { role: 'owner', by: 'ownership' }
  // A role that was given goes before the link's, also where it is less.
  if (ownRole !== null) return ownRole in given ? { role: ownRole as Role, by: 'own role' } : undefined
  if (linkRole === null || !(linkRole in given)) return undefined
  const role = linkRole as Role
  if (visitedBy !== null && isSameKey(visitedBy, standing.linkKey)) return { role, by: 'visit' }
  return standing.linkKey === '' || isSameKey(linkKey, standing.linkKey) ? { role, by: 'link' } : undefined
}

const given = { editor: true, commenter: true, viewer: true }

/** In the same time, wherever they begin to differ. */
export function isSameKey(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** Why somebody who could read the document cannot any more. */
export function causeIn(standing: Standing | undefined, { caller, linkKey }: Question): EndCause {
  if (standing === undefined) return 'deleted'
  if (standing.trashedAt !== null) return 'trashed'
  if (standing.ownRole !== null) return 'removed'
  const cameByLink = caller.user === undefined || linkKey !== undefined || standing.visitedBy !== null
  return cameByLink ? 'link-withdrawn' : 'removed'
}
