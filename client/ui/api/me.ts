import * as v from 'valibot'
import { decode } from '../../../protocol/index.ts'
import { RequestFailed, request } from './request.ts'

export const personSchema = v.object({
  id: v.string(),
  /** Empty for a guest who has given none. */
  name: v.string(),
  email: v.optional(v.string()),
})
export type Person = v.InferOutput<typeof personSchema>

const meSchema = v.object({
  mode: v.picklist(['guest', 'oidc', 'iap']),
  /** Undefined: nobody that the server knows. */
  user: v.optional(personSchema),
  signedIn: v.boolean(),
  canSignIn: v.boolean(),
})
export type Me = v.InferOutput<typeof meSchema>

/** @throws {RequestFailed} */
export async function fetchMe(): Promise<Me> {
  try {
    return decode(meSchema, await request('/api/me'))
  } catch (error) {
    // Where guests are not let in, nobody gets further before they sign in.
    if (error instanceof RequestFailed && error.reason === 'sign-in-needed')
      return { mode: 'oidc', signedIn: false, canSignIn: true }
    throw error
  }
}

/** What a guest is called in others' lists of people; empty: nothing.  @throws {RequestFailed} */
export async function nameMe(name: string): Promise<void> {
  await request('/api/me', { method: 'PUT', body: { name } })
}

/** @throws {RequestFailed} */
export async function signOut({ everywhere }: { everywhere: boolean }): Promise<void> {
  await request('/auth/sign-out', { method: 'POST', body: { everywhere } })
}
