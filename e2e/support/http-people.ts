import type { DocumentId, Role } from '../../protocol/index.ts'

/** Somebody's browser, as far as HTTP goes: it keeps its cookie, and knows its origin. */
export interface HttpPerson {
  readonly id: string
  readonly cookie: string
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
}

/** A guest whom the server at `url` knows from now on. */
export async function httpPerson(url: string): Promise<HttpPerson> {
  const me = await fetch(`${url}/api/me`)
  const cookie = me.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const answer: unknown = await me.json()
  const { user } = answer as { user: { id: string } }
  return {
    id: user.id,
    cookie,
    ask: (method, path, body, headers = {}) =>
      fetch(`${url}${path}`, {
        method,
        headers: {
          cookie,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
  }
}

export async function makeDocument(owner: Pick<HttpPerson, 'ask'>): Promise<DocumentId> {
  const answer: unknown = await (await owner.ask('POST', '/api/documents')).json()
  return (answer as { id: DocumentId }).id
}

/** Gives somebody a role of their own; 'none' takes what they had. They come by the address first: lists have nobody else. */
export async function giveRole(
  owner: HttpPerson,
  id: DocumentId,
  { to, role }: { to: HttpPerson; role: Role | 'none' },
): Promise<void> {
  const sharing = `/api/documents/${id}/sharing`
  // A visit is remembered a moment after.
  for (let tries = 0; tries < 100; tries++) {
    await to.ask('GET', sharing)
    const given =
      role === 'none'
        ? await owner.ask('DELETE', `${sharing}/people/${to.id}`)
        : role === 'owner'
          ? await owner.ask('PUT', `/api/documents/${id}/owner`, { userId: to.id })
          : await owner.ask('PUT', `${sharing}/people/${to.id}`, { role })
    if (given.ok) return
  }
  throw new Error(`${to.id} could not be made ${role}`)
}
