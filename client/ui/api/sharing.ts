import * as v from 'valibot'
import { type DocumentId, decode, type GivenRole, givenRoles, roleSchema } from '../../../protocol/index.ts'
import { personSchema } from './me.ts'
import { request } from './request.ts'

const sharingSchema = v.object({
  role: roleSchema,
  isOwner: v.boolean(),
  /** Null: there is none. The key is for whoever may hand it on; `hasKey`: it has one that one does not know. A link without a key is
   *  the document's address. */
  link: v.nullable(
    v.object({
      role: v.picklist(givenRoles),
      key: v.optional(v.string()),
      hasKey: v.optional(v.literal(true)),
    }),
  ),
  people: v.array(
    v.object({
      person: personSchema,
      /** 'none': kept out, by the link, too. */
      role: v.union([roleSchema, v.literal('none')]),
    }),
  ),
})
/** Who may do what with a document, as far as one may know. */
export type Sharing = v.InferOutput<typeof sharingSchema>
export type PersonWithRole = Sharing['people'][number]

/** The calls about one document's sharing. Each change answers with the sharing as it is then.  They throw `RequestFailed`. */
export interface SharingApi {
  read(signal?: AbortSignal): Promise<Sharing>
  /** Makes the link, or changes what it lets do. */
  setLink(role: GivenRole): Promise<Sharing>
  /** The same role at another address: the old ones stop working. */
  renewLink(): Promise<Sharing>
  withdrawLink(): Promise<Sharing>
  giveRole(user: string, role: GivenRole): Promise<Sharing>
  invite(email: string, role: GivenRole): Promise<Sharing>
  remove(user: string): Promise<Sharing>
  makeOwner(user: string): Promise<Sharing>
  /** What one was given is given back. */
  leave(): Promise<undefined>
}

export function sharingOf(id: DocumentId, linkKey: string | undefined): SharingApi {
  const ask = async (
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: object,
    signal?: AbortSignal,
  ) =>
    request(`/api/documents/${id}/${path}`, {
      method,
      linkKey,
      ...(body && { body }),
      ...(signal && { signal }),
    })
  const change = async (...asked: Parameters<typeof ask>) => decode(sharingSchema, await ask(...asked))
  const person = (user: string) => `sharing/people/${encodeURIComponent(user)}`
  return {
    read: signal => change('GET', 'sharing', undefined, signal),
    setLink: role => change('PUT', 'sharing/link', { role }),
    renewLink: () => change('POST', 'sharing/link/renewal', {}),
    withdrawLink: () => change('DELETE', 'sharing/link'),
    giveRole: (user, role) => change('PUT', person(user), { role }),
    invite: (email, role) => change('POST', 'sharing/people', { email, role }),
    remove: user => change('DELETE', person(user)),
    makeOwner: userId => change('PUT', 'owner', { userId }),
    leave: async () => {
      await ask('DELETE', person('me'))
      return undefined
    },
  }
}
