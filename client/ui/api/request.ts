import * as v from 'valibot'

/** The server did not do what was asked: it is away, said no, or answered with something else than it should. */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed'
  /** The answer's HTTP status; undefined without an answer. */
  readonly status: number | undefined
  /** Why, in the protocol's words, where the server said it. */
  readonly reason: string | undefined
  /** More of why, as the server's own words. */
  readonly detail: string | undefined

  constructor(
    message: string,
    { status, reason, detail }: { status?: number; reason?: string; detail?: string | undefined } = {},
  ) {
    super(message)
    this.status = status
    this.reason = reason
    this.detail = detail
  }
}

export interface Request {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  body?: object
  /** The key of the link by which one came. It goes in a header: addresses end up in logs. */
  linkKey?: string | undefined
  signal?: AbortSignal
}

/** Gives what the answer says; undefined where it has no content.
 *  @throws {RequestFailed} */
export async function request(path: string, options: Request = {}): Promise<unknown> {
  const { method = 'GET', body, linkKey, signal } = options
  const response = await fetch(path, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(linkKey !== undefined && { 'x-quire-link': linkKey }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  }).catch((cause: unknown) => {
    throw new RequestFailed(`${path}: ${String(cause)}`)
  })
  if (response.status === 204) return undefined
  const answer: unknown = await response.json().catch((cause: unknown) => {
    throw new RequestFailed(`${path}: ${String(cause)}`, { status: response.status })
  })
  if (!response.ok)
    throw new RequestFailed(`${path}: ${response.status}`, { status: response.status, ...why(answer) })
  return answer
}

const refusalSchema = v.object({ reason: v.string(), detail: v.optional(v.string()) })

function why(answer: unknown): { reason?: string; detail?: string | undefined } {
  const refusal = v.safeParse(refusalSchema, answer)
  return refusal.success ? refusal.output : {}
}
