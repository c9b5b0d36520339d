import * as Y from 'yjs'
import type { DocumentId, Role } from '../../protocol/index.ts'
import { type HttpPerson, httpPerson, makeDocument } from './http-people.ts'
import { RawClient } from './raw-client.ts'
import { until } from './until.ts'

/** Somebody who asks for a document, and how they came to be what they are to it. */
export interface Asker {
  readonly who: string
  /** What the table has a column for; 'none' for everybody else. */
  readonly role: Role | 'none'
  readonly arrive: (stage: Stage) => Promise<Arrived>
}

export interface Arrived {
  readonly documentId: DocumentId
  /** What they show of themselves: none of these where they are nobody. */
  readonly cookie: string | undefined
  readonly link: string | undefined
}

type GivenRole = Exclude<Role, 'owner'>

/** A server where new documents have no link. Documents on it belong to `owner`, and have a snapshot and somebody else on their list. */
export class Stage {
  readonly owner: HttpPerson
  readonly #url: string
  /** On every document's list. */
  readonly third: HttpPerson

  private constructor(url: string, owner: HttpPerson, third: HttpPerson) {
    this.#url = url
    this.owner = owner
    this.third = third
  }

  static async open(url: string): Promise<Stage> {
    return new Stage(url, await httpPerson(url), await httpPerson(url))
  }

  newPerson(): Promise<HttpPerson> {
    return httpPerson(this.#url)
  }

  /** Long enough that the server folds it. */
  async newDocument(): Promise<DocumentId> {
    const id = await makeDocument(this.owner)
    const writer = new RawClient(this.#url, { headers: { Cookie: this.owner.cookie } })
    await writer.open(id)
    const doc = new Y.Doc()
    doc.getText('text').insert(0, 'x'.repeat(300_000))
    writer.send(id, 1, Y.encodeStateAsUpdate(doc))
    await until(async () => (await this.owner.ask('GET', `/api/documents/${id}/snapshot`)).ok, 'a snapshot')
    writer.close()
    const link = await this.link(id, 'viewer')
    await this.give(id, { to: this.third, role: 'viewer', link })
    await this.owner.ask('DELETE', `/api/documents/${id}/sharing/link`)
    return id
  }

  /** Makes the link, or changes what it lets do; gives its key. */
  async link(id: DocumentId, role: GivenRole): Promise<string> {
    const answer = await this.owner.ask('PUT', `/api/documents/${id}/sharing/link`, { role })
    const { link }: { link: { key: string } } = await answer.json()
    return link.key
  }

  /** They come by the link first: lists have nobody else. 'none' takes what they had. */
  async give(
    id: DocumentId,
    { to, role, link }: { to: HttpPerson; role: GivenRole | 'none'; link: string },
  ): Promise<void> {
    await this.visit(id, to, link)
    const people = `/api/documents/${id}/sharing/people/${to.id}`
    const given =
      role === 'none' ? await this.owner.ask('DELETE', people) : await this.owner.ask('PUT', people, { role })
    if (!given.ok) throw new Error(`${to.id} could not be made ${role}: ${given.status}`)
  }

  /** Resolves when it is remembered: lists know of it a moment after. */
  async visit(id: DocumentId, who: HttpPerson, link: string): Promise<void> {
    await who.ask('GET', `/api/documents/${id}/snapshot`, undefined, { 'x-quire-link': link })
    await until(async () => {
      const listed: { id: string }[] = await (await who.ask('GET', '/api/documents?list=shared')).json()
      return listed.some(each => each.id === id)
    }, 'a visit to be remembered')
  }

  take(id: DocumentId, method: string, what: string): Promise<Response> {
    return this.owner.ask(method, `/api/documents/${id}${what}`)
  }
}

const givenRoles = ['editor', 'commenter', 'viewer'] as const
const otherThan = (role: GivenRole): GivenRole => (role === 'editor' ? 'viewer' : 'editor')

/** Everybody there can be. */
export const askers: readonly Asker[] = [
  {
    who: 'the owner',
    role: 'owner',
    arrive: async stage => ({
      documentId: (await linked(stage, 'viewer')).documentId,
      cookie: stage.owner.cookie,
      link: undefined,
    }),
  },
  ...givenRoles.flatMap((role): Asker[] => [
    { who: `somebody who was made ${role}`, role, arrive: stage => arriveAs(stage, role, undefined) },
    {
      who: `somebody who was made ${role}, though the link says ${otherThan(role)}`,
      role,
      arrive: stage => arriveAs(stage, role, otherThan(role)),
    },
    {
      who: `somebody who once came by the link of ${role}s, and has no key any more`,
      role,
      arrive: async stage => {
        const { documentId, link } = await linked(stage, role)
        const person = await stage.newPerson()
        await stage.visit(documentId, person, link)
        return { documentId, cookie: person.cookie, link: undefined }
      },
    },
    {
      who: `a program with the key of the link of ${role}s`,
      role,
      arrive: async stage => ({ ...(await linked(stage, role)), cookie: undefined }),
    },
  ]),
  {
    who: 'somebody who was removed, and has the key',
    role: 'none',
    arrive: async stage => {
      const { documentId, link } = await linked(stage, 'editor')
      const person = await stage.newPerson()
      await stage.give(documentId, { to: person, role: 'none', link })
      return { documentId, cookie: person.cookie, link }
    },
  },
  {
    who: 'somebody who came by a link that was withdrawn',
    role: 'none',
    arrive: async stage => {
      const { documentId, link } = await linked(stage, 'editor')
      const person = await stage.newPerson()
      await stage.visit(documentId, person, link)
      await stage.take(documentId, 'DELETE', '/sharing/link')
      return { documentId, cookie: person.cookie, link }
    },
  },
  {
    who: 'somebody who came by a link that was made anew',
    role: 'none',
    arrive: async stage => {
      const { documentId, link } = await linked(stage, 'editor')
      const person = await stage.newPerson()
      await stage.visit(documentId, person, link)
      await stage.take(documentId, 'POST', '/sharing/link/renewal')
      return { documentId, cookie: person.cookie, link }
    },
  },
  {
    who: 'an editor of what lies in the trash',
    role: 'none',
    arrive: async stage => {
      const arrived = await arriveAs(stage, 'editor', 'editor')
      await stage.take(arrived.documentId, 'PUT', '/trash')
      return arrived
    },
  },
  {
    who: 'an editor who has signed out',
    role: 'none',
    arrive: async stage => {
      const { documentId, link } = await linked(stage, 'editor')
      const person = await stage.newPerson()
      await stage.give(documentId, { to: person, role: 'editor', link })
      await person.ask('POST', '/auth/sign-out')
      return { documentId, cookie: person.cookie, link: undefined }
    },
  },
  {
    who: 'a stranger',
    role: 'none',
    arrive: async stage => {
      const { documentId } = await linked(stage, 'editor')
      return { documentId, cookie: (await stage.newPerson()).cookie, link: undefined }
    },
  },
  {
    who: 'a stranger with the key of another document',
    role: 'none',
    arrive: async stage => {
      const [{ documentId }, { link }] = [await linked(stage, 'editor'), await linked(stage, 'editor')]
      return { documentId, cookie: (await stage.newPerson()).cookie, link }
    },
  },
  {
    who: 'nobody at all',
    role: 'none',
    arrive: async stage => ({
      documentId: (await linked(stage, 'editor')).documentId,
      cookie: undefined,
      link: undefined,
    }),
  },
]

async function linked(stage: Stage, role: GivenRole): Promise<{ documentId: DocumentId; link: string }> {
  const documentId = await stage.newDocument()
  return { documentId, link: await stage.link(documentId, role) }
}

/** With a role of their own, and the link as it is said; without one it is withdrawn. */
async function arriveAs(stage: Stage, role: GivenRole, linkRole: GivenRole | undefined): Promise<Arrived> {
  const { documentId, link } = await linked(stage, linkRole ?? role)
  const person = await stage.newPerson()
  await stage.give(documentId, { to: person, role, link })
  if (linkRole !== undefined) return { documentId, cookie: person.cookie, link }
  await stage.take(documentId, 'DELETE', '/sharing/link')
  return { documentId, cookie: person.cookie, link: undefined }
}
