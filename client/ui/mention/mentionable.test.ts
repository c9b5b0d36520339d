import { expect, it } from 'vitest'
import type { Participant } from '../../../protocol/index.ts'
import { mentionable } from './mentionable.ts'

const here = (session: number, name: string, user?: string): Participant => ({
  session,
  awarenessId: session,
  profile: { name, color: '#0f77ad' },
  role: 'editor',
  ...(user !== undefined && { user }),
})

it('offers who is here before who is not, oneself last, each once, and nobody who is kept out or has no name', () => {
  const people = mentionable({
    people: [
      { person: { id: 'me', name: 'Ann' }, role: 'owner' },
      { person: { id: 'away', name: '김 민수', email: 'minsu@example.org' }, role: 'editor' },
      { person: { id: 'out', name: 'Mallory' }, role: 'none' },
      { person: { id: 'bob', name: 'Bob' }, role: 'viewer' },
      { person: { id: 'mail:eve@example.org', name: '', email: 'eve@example.org' }, role: 'viewer' },
    ],
    participants: [
      here(1, 'Ann', 'me'),
      here(2, 'Bob', 'bob'),
      here(3, 'Bob', 'bob'),
      here(4, ''),
      here(5, 'Guest G'),
    ],
    mySession: 1,
    myId: 'me',
  })
  expect(people.map(({ name, user }) => [name, user])).toEqual([
    ['Bob', 'bob'],
    ['Guest G', undefined],
    ['김 민수', 'away'],
    ['Ann', 'me'],
  ])
})

it('keeps everybody who they were when the server says who is on the list', () => {
  const participants = [here(1, 'Ann', 'me'), here(2, 'Bob', 'bob'), here(5, 'Guest G')]
  const known = { participants, mySession: 1, myId: 'me' }
  const before = mentionable({ ...known, people: [] })
  const after = mentionable({
    ...known,
    people: [
      { person: { id: 'me', name: 'Ann' }, role: 'owner' },
      { person: { id: 'bob', name: 'Bob' }, role: 'editor' },
    ],
  })
  const identity = ({ id, name, user }: (typeof before)[number]) => ({ id, name, user })
  expect(before.map(identity)).toEqual(after.map(identity))
  expect(before.map(({ user }) => user)).toEqual(['bob', undefined, 'me'])
})
