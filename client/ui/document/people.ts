import type { Participant, Role } from '../../../protocol/index.ts'

/** One person in the document, with however many windows. */
export interface PersonHere {
  /** Stays the same while the person stays, on whatever connection: a React key. */
  key: number
  /** Empty for a guest. */
  name: string
  color: string
  windows: number
  isMe: boolean
  /** The most that one of the windows may do; unknown while the server is away. */
  role: Role | undefined
  /** Of all windows: the ids of their carets. */
  awarenessIds: readonly number[]
}

const fromLeast: readonly (Role | undefined)[] = [undefined, 'viewer', 'commenter', 'editor', 'owner']

/** Sessions as people, oneself first: also between two sessions of one's own. Where the server does not say who somebody is, the same name and colour is the same
 *  person; guests without a name are told apart then, as nothing says that they are one. */
export function peopleHere(participants: readonly Participant[], myAwarenessId: number): PersonHere[] {
  const people = new Map<string, PersonHere>()
  for (const { awarenessId, profile, role, user } of participants) {
    const isMe = awarenessId === myAwarenessId
    const key = user ?? (profile.name === '' ? `guest ${awarenessId}` : `${profile.color} ${profile.name}`)
    const known = people.get(key)
    people.set(key, {
      key: known?.key ?? awarenessId,
      name: profile.name,
      color: profile.color,
      windows: (known?.windows ?? 0) + 1,
      isMe: isMe || known?.isMe === true,
      role: fromLeast.indexOf(role) > fromLeast.indexOf(known?.role) ? role : known?.role,
      awarenessIds: [...(known?.awarenessIds ?? []), awarenessId],
    })
  }
  return [...people.values()].sort((a, b) => Number(b.isMe) - Number(a.isMe))
}
