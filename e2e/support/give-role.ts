import type { Role } from '../../protocol/index.ts'
import { expect, type Window } from './fixtures.ts'

const originOf = ({ page }: Window) => new URL(page.url()).origin
const pathOf = ({ page }: Window) => `/api/documents/${/\/d\/([\w-]+)/.exec(page.url())?.[1]}`

/** As the owner's window does it, at once. */
export async function ask(
  owner: Window,
  method: 'put' | 'delete',
  what: string,
  data?: object,
): Promise<void> {
  const address = originOf(owner) + pathOf(owner) + what
  const answer = await owner.page.request[method](address, { ...(data !== undefined && { data }) })
  expect(answer.ok(), `${method} ${what}: ${answer.status()}`).toBe(true)
}

export async function idOf(window: Window): Promise<string> {
  const answer = await window.page.request.get(`${originOf(window)}/api/me`)
  const { user }: { user: { id: string } } = await answer.json()
  return user.id
}

export async function isListed(owner: Window, who: Window): Promise<boolean> {
  const answer = await owner.page.request.get(`${originOf(owner)}${pathOf(owner)}/sharing`)
  const { people }: { people: { person: { id: string } }[] } = await answer.json()
  const id = await idOf(who)
  return people.some(({ person }) => person.id === id)
}

/** In the owner's window, to somebody who has come. */
export async function give(owner: Window, to: Window, role: Exclude<Role, 'owner'>): Promise<void> {
  await expect.poll(() => isListed(owner, to)).toBe(true)
  await ask(owner, 'put', `/sharing/people/${await idOf(to)}`, { role })
}
