const key = 'quire.device'

let own: string | undefined

/** By this the server knows who goes on with what they wrote before, where there is no login. It is this browser's, for as long as what
 *  it keeps, or this process's. */
export function deviceSecret(): string {
  own ??= kept() ?? made()
  return own
}

function kept(): string | undefined {
  try {
    const secret = globalThis.localStorage?.getItem(key)
    return secret && /^[\w-]{16,64}$/.test(secret) ? secret : undefined
  } catch {
    // A browser that keeps nothing for us: the secret lasts as long as the page.
    return undefined
  }
}

function made(): string {
  const secret = crypto.randomUUID()
  try {
    globalThis.localStorage?.setItem(key, secret)
  } catch {
    // As above.
  }
  return secret
}
