/** Names a person in the store, whoever vouches for them: `g_…` a guest, `u_…` somebody who signed in. */
export type UserId = string

/** Who asks, as far as the request shows it. Made by `Identity.identify`, by nobody else. */
export interface Caller {
  /** Undefined: nobody that is known. A program without a cookie, which may do what a link lets anybody do. */
  readonly user: UserId | undefined
  /** Names the login that the cookie stands for: one browser's, until it signs out. */
  readonly login: string | undefined
  /** When the login ends unless it is renewed, in milliseconds since 1970; `Infinity` where there is none. */
  readonly expiresAt: number
}

export const nobody: Caller = { user: undefined, login: undefined, expiresAt: Number.POSITIVE_INFINITY }

/** The same person by the same login: a session that one began, the other may go on with. */
export function isSame(one: Caller, other: Caller): boolean {
  return one.user === other.user && one.login === other.login
}
