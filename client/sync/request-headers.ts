export type RequestHeaders = Readonly<Record<string, string>>

/** What a program sends with its requests to the server: a cookie, say. Asked for anew by a function, at each connection. */
export type GivenHeaders = RequestHeaders | (() => RequestHeaders | Promise<RequestHeaders>)

/** At once, where they need not be asked for. */
export function headersFrom(given: GivenHeaders | undefined): RequestHeaders | Promise<RequestHeaders> {
  // What it throws is as if it were not there yet.
  return typeof given === 'function' ? (async () => given())() : (given ?? {})
}

export function hasCookie(headers: RequestHeaders): boolean {
  return Object.keys(headers).some(name => name.toLowerCase() === 'cookie')
}

const names = new WeakMap<object, number>()
let named = 0

/** Who shows the same may share a connection: it is one person's. */
export function nameOf(given: GivenHeaders | undefined): number {
  if (given === undefined) return 0
  const name = names.get(given) ?? ++named
  names.set(given, name)
  return name
}
