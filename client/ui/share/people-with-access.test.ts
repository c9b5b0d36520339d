import { expect, it } from 'vitest'
import type { Participant } from '../../../protocol/index.ts'
import { peopleWithAccess } from './people-with-access.ts'

const ann = { person: { id: 'g_ann', name: 'Ann' }, role: 'owner' } as const
const bob = { person: { id: 'g_bob', name: '' }, role: 'editor' } as const
const eve = { person: { id: 'g_eve', name: 'Eve' }, role: 'none' } as const

it('has the owner first, then oneself, who is here, who is not, and who is kept out', () => {
  const away = { person: { id: 'g_zoe', name: 'Zoe' }, role: 'viewer' } as const
  const list = peopleWithAccess({
    people: [eve, away, bob, { person: { id: 'g_me', name: 'Me' }, role: 'viewer' }, ann],
    participants: [here(1, 'g_bob', 'Bob')],
    mySession: 7,
    myId: 'g_me',
  })
  expect(list.map(({ id }) => id)).toEqual(['g_ann', 'g_me', 'g_bob', 'g_zoe', 'g_eve'])
})

it('knows who is here, once, however many windows, and what they call themselves', () => {
  const list = peopleWithAccess({
    people: [ann, bob],
    participants: [here(1, 'g_bob', 'Bob'), here(2, 'g_bob', 'Bob')],
    mySession: undefined,
    myId: undefined,
  })
  expect(list.map(({ name, isHere }) => [name, isHere])).toEqual([
    ['Ann', false],
    ['Bob', true],
  ])
})

it('shows people whom the server does not know while they are here', () => {
  const list = peopleWithAccess({
    people: [ann],
    participants: [here(1, undefined, 'Robot')],
    mySession: undefined,
    myId: 'g_ann',
  })
  expect(list.map(({ id, name, isMe }) => ({ id, name, isMe }))).toEqual([
    { id: 'g_ann', name: 'Ann', isMe: true },
    { id: undefined, name: 'Robot', isMe: false },
  ])
})

it('takes my session for me where the server does not say so', () => {
  const list = peopleWithAccess({
    people: [ann],
    participants: [here(5, undefined, 'Ann')],
    mySession: 5,
    myId: 'g_ann',
  })
  expect(list).toHaveLength(1)
  expect(list[0]).toMatchObject({ isMe: true, isHere: true })
})

function here(session: number, user: string | undefined, name: string): Participant {
  return {
    session,
    awarenessId: session,
    profile: { name, color: '#0f77ad' },
    role: 'editor',
    ...(user !== undefined && { user }),
  }
}
