import { type KnownPeople, peopleWithAccess } from '../share/people-with-access.ts'
import type { Findable } from '../slash/search.ts'

export interface Mentionable extends Findable {
  /** A React key. */
  id: string
  user: string | undefined
  /** Oneself is whom one means last. */
  givesWay: boolean
  color: string
  email: string | undefined
}

/** Everybody with a name who may read the document, each once: who is here first, oneself last. */
export function mentionable(known: KnownPeople): Mentionable[] {
  const named = peopleWithAccess(known).filter(({ name, role }) => name.trim() !== '' && role !== 'none')
  const rank = ({ isMe, isHere }: (typeof named)[number]) => (isMe ? 2 : isHere ? 0 : 1)
  const people = named
    .sort((a, b) => rank(a) - rank(b))
    .map(({ key, user, isMe, name, color, email, isInvited }) => ({
      id: key,
      // Who has not signed in yet is known by the address alone.
      user: isInvited ? undefined : user,
      givesWay: isMe,
      name: name.replace(/\s+/g, ' ').trim(),
      words: email ?? '',
      color,
      email,
    }))
  return people.filter(
    (person, index) =>
      person.user !== undefined || people.findIndex(({ name }) => name === person.name) === index,
  )
}
