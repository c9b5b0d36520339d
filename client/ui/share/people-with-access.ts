import type { Participant, Role } from '../../../protocol/index.ts'
import type { PersonWithRole } from '../api/sharing.ts'
import { colorOf } from '../device/palette.ts'

/** A line of the list of people. */
export interface ListedPerson {
  /** A React key. The same before the server has said who is on the list, and after. */
  key: string
  /** Undefined: somebody whom the server does not know, who is here by the link. */
  id: string | undefined
  /** Who that is to the server, be they on the list or not. */
  user: string | undefined
  /** Empty for a guest. */
  name: string
  email: string | undefined
  color: string
  role: Role | 'none'
  isMe: boolean
  isHere: boolean
  /** Has not signed in yet: known by the e-mail address alone. */
  isInvited: boolean
}

/** Names who is invited, in place of a person's id. */
const invitedPrefix = 'mail:'

export interface KnownPeople {
  people: readonly PersonWithRole[]
  participants: readonly Participant[]
  mySession: number | undefined
  myId: string | undefined
}

/** Who has access and who is here, as one list: the owner first, then who is here, at the end who is kept out. */
export function peopleWithAccess({ people, participants, mySession, myId }: KnownPeople): ListedPerson[] {
  const here = new Map<string, Participant>()
  const unknown: Participant[] = []
  for (const participant of participants) {
    const user = participant.user ?? (participant.session === mySession ? myId : undefined)
    if (user === undefined) unknown.push(participant)
    else if (!here.has(user)) here.set(user, participant)
  }
  const listed = people.map(({ person, role }) => {
    const participant = here.get(person.id)
    here.delete(person.id)
    return {
      key: person.id,
      id: person.id,
      user: person.id,
      name: person.name || (participant?.profile.name ?? ''),
      email: person.email,
      color: participant?.profile.color ?? colorOf(person.id),
      role,
      isMe: person.id === myId,
      isHere: participant !== undefined,
      isInvited: person.id.startsWith(invitedPrefix),
    }
  })
  const unlisted = [...here, ...unknown.map(each => [undefined, each] as const)]
  const others = unlisted.map(([user, participant]) => ({
    key: user ?? `session-${participant.session}`,
    id: undefined,
    user,
    name: participant.profile.name,
    email: undefined,
    color: participant.profile.color,
    role: participant.role,
    isMe: participant.session === mySession,
    isHere: true,
    isInvited: false,
  }))
  return [...listed, ...others].sort((a, b) => rank(a) - rank(b))
}

function rank({ role, isMe, isHere }: ListedPerson): number {
  if (role === 'owner') return 0
  if (role === 'none') return 4
  if (isMe) return 1
  return isHere ? 2 : 3
}
