import * as oidc from 'openid-client'
import * as v from 'valibot'
import { accountName, type Claims } from './account-name.ts'
import type { Seal } from './seal.ts'
import { signInWithinMs } from './sign-in-time.ts'
import { reasonFor, troubleOf } from './sign-in-trouble.ts'
import type { Account } from './user-store.ts'

export interface SignInOptions {
  issuer: string
  clientId: string
  clientSecret: string | undefined
  /** Where the provider sends people back to. */
  redirectUri: string
  seal: Seal
  /** Told in a sentence without secrets. */
  onTrouble: (sentence: string) => void
}

/**
 * Why somebody cannot be signed in. away: the provider does not answer. declined: they, or the provider, did not want to. stale: it
 * took too long, or was begun in another window. failed: what the provider says cannot be believed, or it does not know us.
 */
export type SignInTrouble = 'away' | 'declined' | 'stale' | 'failed'

/** What the browser keeps while its person is at the provider: any node may hear them come back. */
const keptSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    state: v.string(),
    nonce: v.string(),
    verifier: v.string(),
    to: v.string(),
    at: v.number(),
  }),
)

const answerWithinS = 5

/** Signs people in at an OpenID Connect provider: authorization code, PKCE, state and nonce. */
export class SignIn {
  readonly #options: SignInOptions
  #discovering: Promise<oidc.Configuration> | undefined

  constructor(options: SignInOptions) {
    this.#options = options
    // So that the journal says soon what is wrong. People are served meanwhile, and it is tried again when one signs in.
    this.#discover().catch(error => this.#tell(error))
  }

  /** Where to send the person, and what their browser should keep until they come back. */
  async begin(to: string): Promise<{ location: string; kept: string } | SignInTrouble> {
    const [state, nonce, verifier] = [oidc.randomState(), oidc.randomNonce(), oidc.randomPKCECodeVerifier()]
    try {
      const location = oidc.buildAuthorizationUrl(await this.#discover(), {
        redirect_uri: this.#options.redirectUri,
        scope: 'openid email profile',
        state,
        nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      })
      const kept = this.#options.seal.seal(JSON.stringify({ state, nonce, verifier, to, at: Date.now() }))
      return { location: location.href, kept }
    } catch (error) {
      return this.#tell(error)
    }
  }

  /** Who has come back. `query`: what the provider had their browser say. `to`: where they wanted to go. */
  async finish(
    query: string,
    kept: string | undefined,
  ): Promise<{ account: Account; to: string } | { trouble: SignInTrouble; to: string }> {
    const begun = this.#read(kept)
    if (begun === undefined) return { trouble: 'stale', to: '/' }
    const { state, nonce, verifier, to } = begun
    const parameters = new URLSearchParams(query)
    // Begun in another window meanwhile: no fault of the provider's.
    if (parameters.get('state') !== state) return { trouble: 'stale', to }
    try {
      const provider = await this.#discover()
      const tokens = await oidc.authorizationCodeGrant(
        provider,
        new URL(`${this.#options.redirectUri}?${parameters}`),
        { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },
      )
      const claims = tokens.claims()
      if (claims === undefined) return { trouble: 'failed', to }
      return { account: await this.#accountOf(claims, tokens.access_token), to }
    } catch (error) {
      return { trouble: this.#tell(error), to }
    }
  }

  #read(kept: string | undefined) {
    const content = kept === undefined ? undefined : this.#options.seal.open(kept)
    const result = content === undefined ? undefined : v.safeParse(keptSchema, content)
    if (result?.success !== true || Date.now() - result.output.at > signInWithinMs) return undefined
    return result.output
  }

  /** Some providers put nothing but the subject into the token. Without the rest one can be signed in, too. */
  async #accountOf(claims: oidc.IDToken, accessToken: string): Promise<Account> {
    const provider = await this.#discover()
    const isComplete = claims.email !== undefined && accountName(claims) !== ''
    if (isComplete || provider.serverMetadata().userinfo_endpoint === undefined)
      return accountOf(claims, claims)
    try {
      const more = await oidc.fetchUserInfo(provider, accessToken, claims.sub)
      return accountOf(claims, claims.email === undefined ? more : { ...more, ...emailOf(claims) })
    } catch (error) {
      this.#tell(error)
      return accountOf(claims, claims)
    }
  }

  #discover(): Promise<oidc.Configuration> {
    this.#discovering ??= discover(this.#options).catch(error => {
      this.#discovering = undefined
      throw error
    })
    return this.#discovering
  }

  #tell(error: unknown): SignInTrouble {
    const trouble = troubleOf(error)
    if (trouble !== 'declined') this.#options.onTrouble(reasonFor(error, this.#options.issuer))
    return trouble
  }
}

async function discover({ issuer, clientId, clientSecret }: SignInOptions): Promise<oidc.Configuration> {
  const extensions = [
    // The signature of an ID token is checked, though it comes from the provider itself.
    oidc.enableNonRepudiationChecks,
    ...(issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : []),
  ]
  const options = { execute: extensions, timeout: answerWithinS }
  const found = await oidc.discovery(new URL(issuer), clientId, undefined, oidc.None(), options)
  if (clientSecret === undefined) return found
  const { token_endpoint_auth_methods_supported: methods = ['client_secret_basic'] } = found.serverMetadata()
  const authentication = methods.includes('client_secret_basic')
    ? oidc.ClientSecretBasic
    : oidc.ClientSecretPost
  const configuration = new oidc.Configuration(
    found.serverMetadata(),
    clientId,
    undefined,
    authentication(clientSecret),
  )
  configuration.timeout = answerWithinS
  for (const extend of extensions) extend(configuration)
  return configuration
}

/** `claims` say who it is, `more` what they are called. */
function accountOf(claims: oidc.IDToken, more: Claims): Account {
  const name = accountName(claims)
  const { email, email_verified: verified } = emailOf(more)
  return {
    issuer: claims.iss,
    subject: claims.sub,
    name: name === '' ? accountName(more) : name,
    email: typeof email === 'string' && email.length <= 254 ? email : undefined,
    emailVerified: verified === true,
  }
}

/** Both from one hand: whether an address is somebody's is no news about another one. */
const emailOf = ({ email, email_verified }: Claims): Claims => ({ email, email_verified })
