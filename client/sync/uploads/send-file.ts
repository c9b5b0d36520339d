import * as v from 'valibot'

/** What one request brings, in bytes: no more than proxies and platforms let through, and of a slow line so little that a cut costs little. Browsers
 *  repeat a request that was cut off by themselves, all of it, before anybody hears of that. */
const pieces = { first: 512 * 1024, least: 256 * 1024, most: 4 * 1024 * 1024 }
const pieceMs = 2_000

/** Why a file is not taken: nothing but a person can help. */
export type Refused =
  | { why: 'tooLarge' | 'personFull'; limit?: number | undefined }
  | { why: 'documentFull' | 'diskFull' | 'noRight' | 'anothers' | 'refused' }

/** It did not go; where `refused` is undefined it may go another time. */
export class NotSent extends Error {
  readonly refused: Refused | undefined
  readonly retryInMs: number | undefined

  constructor(
    message: string,
    options: { refused?: Refused | undefined; retryInMs?: number | undefined } = {},
  ) {
    super(message)
    this.refused = options.refused
    this.retryInMs = options.retryInMs
  }
}

/** What the server has made of it. */
export type Taken = { file: string; sha256: string }

export interface Sending {
  file: Blob
  name: string
  /** Where uploads begin; and this one's own address, once it has one. */
  endpoint: string
  url: string | undefined
  headers: Record<string, string>
  signal: AbortSignal
  begun: (url: string) => void
  /** The server knows nothing of it at its address any more. */
  gone: () => void
  /** Bytes were handed to the line, … */
  progressed: (sent: number) => void
  /** … and the server has said that it has them. */
  arrived: () => void
}

/** Sends what the server lacks of a file, until a cut.  @throws {NotSent} */
export async function sendFile(sending: Sending): Promise<Taken> {
  const { Upload } = await import('tus-js-client').catch((cause: unknown) => {
    throw new NotSent(String(cause))
  })
  const { file, name, endpoint, url, headers, signal } = sending
  signal.throwIfAborted()
  const { promise, resolve, reject } = Promise.withResolvers<Taken>()
  let begunAt = performance.now()
  const upload = new Upload(file, {
    // With both it begins anew after any answer that it does not like: what is there already would be sent again.
    endpoint: url === undefined ? endpoint : null,
    uploadUrl: url ?? null,
    headers,
    metadata: { name },
    chunkSize: pieces.first,
    // Whoever asks for it knows better when to try again: when the line is back, or the laptop awake.
    retryDelays: null,
    storeFingerprintForResuming: false,
    onUploadUrlAvailable: () => sending.begun(upload.url ?? endpoint),
    onProgress: sent => sending.progressed(sent),
    onChunkComplete(bytes) {
      const now = performance.now()
      const next = (bytes * pieceMs) / Math.max(1, now - begunAt)
      upload.options.chunkSize = Math.round(Math.min(pieces.most, Math.max(pieces.least, next)))
      begunAt = now
      sending.arrived()
    },
    onError(error) {
      const isGone = upload.url !== null && isGoneBy(error)
      if (isGone) sending.gone()
      reject(isGone ? new NotSent(error.message) : notSent(error))
    },
    onSuccess: ({ lastResponse }) => {
      const [id, sha256] = [lastResponse.getHeader('X-Quire-File'), lastResponse.getHeader('X-Quire-Sha256')]
      if (id && sha256) resolve({ file: id, sha256 })
      // An earlier answer was lost.
      else resolve(takenAs(upload.url ?? endpoint, headers, signal))
    },
  })
  const stop = () => {
    void upload.abort()
    reject(signal.reason)
  }
  signal.addEventListener('abort', stop)
  upload.start()
  try {
    return await promise
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** Lets the server forget what it has of it; without a network it finds out by itself. */
export async function endUpload(url: string, headers: Record<string, string>): Promise<void> {
  const init = { method: 'DELETE', headers: { ...headers, 'tus-resumable': '1.0.0' }, keepalive: true }
  await fetch(url, init).catch(() => undefined)
}

const takenSchema = v.object({ file: v.object({ id: v.string(), sha256: v.string() }) })

async function takenAs(url: string, headers: Record<string, string>, signal: AbortSignal): Promise<Taken> {
  const answer = await fetch(url, { headers, signal }).catch((cause: unknown) => {
    throw new NotSent(String(cause))
  })
  const said = v.safeParse(takenSchema, answer.ok ? await answer.json().catch(() => undefined) : undefined)
  if (!said.success) throw new NotSent(`${url}: ${answer.status}`)
  return { file: said.output.file.id, sha256: said.output.file.sha256 }
}

interface TusError extends Error {
  originalResponse?: {
    getStatus(): number
    getBody(): string
    getHeader(name: string): string | undefined
  } | null
}

/** Swept, or ended: it can be begun anew. */
function isGoneBy(error: TusError): boolean {
  const status = error.originalResponse?.getStatus()
  return status === 404 || status === 410
}

function notSent(error: TusError): NotSent {
  const response = error.originalResponse
  if (response == null) return new NotSent(error.message)
  const retryAfter = Number(response.getHeader('Retry-After'))
  return new NotSent(error.message, {
    refused: refusedBy(response.getStatus(), response.getBody()),
    retryInMs: retryAfter > 0 ? retryAfter * 1000 : undefined,
  })
}

const tooLargeSchema = v.object({
  limit: v.picklist(['file', 'document', 'count', 'person']),
  max: v.number(),
})

/** Undefined for what may go another time, such as what is too much at once. */
function refusedBy(status: number, body: string): Refused | undefined {
  switch (status) {
    case 413: {
      const said = v.safeParse(tooLargeSchema, parsed(body))
      if (!said.success) return { why: 'tooLarge' }
      const { limit, max } = said.output
      if (limit === 'file') return { why: 'tooLarge', limit: max }
      return limit === 'person' ? { why: 'personFull', limit: max } : { why: 'documentFull' }
    }
    case 507:
      return { why: 'diskFull' }
    case 401:
    case 403:
    case 404:
      return { why: 'noRight' }
    case 400:
    case 415:
    case 422:
      return { why: 'refused' }
    default:
      return undefined
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
