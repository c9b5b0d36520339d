import {
  AuthorizationResponseError,
  ClientError,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
} from 'openid-client'
import type { SignInTrouble } from './sign-in.ts'

/** The person, or the provider in their name, said no; a new try may end otherwise. */
const declined: ReadonlySet<string> = new Set([
  'access_denied',
  'login_required',
  'interaction_required',
  'consent_required',
  'account_selection_required',
])
/** The provider has trouble of its own. */
const passing: ReadonlySet<string> = new Set([
  'server_error',
  'temporarily_unavailable',
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
])

export function troubleOf(error: unknown): SignInTrouble {
  const word = wordOf(error)
  if (declined.has(word)) return 'declined'
  return passing.has(word) || networkCodeOf(error) !== undefined || isOverloaded(error) ? 'away' : 'failed'
}

/** A sentence for whoever runs this server. It repeats nothing that a client or a provider has sent but a word of the standard. */
export function reasonFor(error: unknown, issuer: string): string {
  const code = networkCodeOf(error)
  if (code !== undefined) return `The sign-in provider at OIDC_ISSUER (${issuer}) cannot be reached: ${code}.`
  const word = wordOf(error)
  const known = sentences[word]
  if (known !== undefined) return known(issuer)
  if (isOverloaded(error))
    return `The sign-in provider at OIDC_ISSUER (${issuer}) answers with an error of its own.`
  if (word === 'OAUTH_RESPONSE_IS_NOT_CONFORM') return noProvider(issuer)
  return `The sign-in provider at OIDC_ISSUER (${issuer}) answered what cannot be accepted: ${word}.`
}

const noProvider = (issuer: string) =>
  `OIDC_ISSUER (${issuer}) is no OpenID Connect provider: /.well-known/openid-configuration is not there, or is something else.`

const sentences: Record<string, (issuer: string) => string> = {
  OAUTH_TIMEOUT: issuer => `The sign-in provider at OIDC_ISSUER (${issuer}) does not answer.`,
  OAUTH_RESPONSE_IS_NOT_JSON: noProvider,
  OAUTH_PARSE_ERROR: noProvider,
  OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED: issuer =>
    `The provider calls itself otherwise than OIDC_ISSUER says (${issuer}): it must be the same, to the last slash.`,
  invalid_client: () =>
    'The provider does not know OIDC_CLIENT_ID, or OIDC_CLIENT_SECRET is not the one that belongs to it.',
  unauthorized_client: () => 'The provider does not let OIDC_CLIENT_ID sign people in by authorization code.',
  invalid_scope: () => 'The provider does not let OIDC_CLIENT_ID ask for openid, email and profile.',
}

/** The standard's word for what went wrong, or the library's code. */
function wordOf(error: unknown): string {
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError) {
    return /^[a-z_]{1,40}$/.test(error.error) ? error.error : 'an unknown error'
  }
  // The provider asks who we are, having been told.
  if (error instanceof WWWAuthenticateChallengeError && error.status === 401) return 'invalid_client'
  if (error instanceof ClientError && error.code !== undefined) return error.code
  return error instanceof Error ? error.name : 'an unknown error'
}

function isOverloaded(error: unknown): boolean {
  const answer = error instanceof ClientError ? error.cause : error
  const status = answer instanceof Response || answer instanceof ResponseBodyError ? answer.status : 0
  return status >= 500 || status === 429
}

/** `fetch` tells why it failed in the cause of its error, or in the first of several. */
function networkCodeOf(error: unknown): string | undefined {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 4; cause = cause.cause, depth++) {
    const code = 'code' in cause ? cause.code : undefined
    if (typeof code === 'string' && /^(E[A-Z]+|UND_ERR_\w+|CERT_\w+|\w*_CERT\w*)$/.test(code)) return code
  }
  return undefined
}
