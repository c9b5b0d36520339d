import type { Snapshot } from '../../protocol/index.ts'
import { type GivenHeaders, headersFrom } from './request-headers.ts'

/** A node that stands still, or a network that has gone, ends no connection. Asked again, another node may answer. */
const silenceInMs = 10_000

export interface SnapshotOptions {
  base: URL
  linkKey?: string | undefined
  headers?: GivenHeaders | undefined
  signal: AbortSignal
}

/** A snapshot's Yjs v2 update: what came with the answer, or what lies at its address below `base`.
 *  @throws when it cannot be fetched or unzipped, or nothing of it comes for long */
export async function readSnapshot(
  snapshot: Snapshot,
  { base, linkKey, headers, signal }: SnapshotOptions,
): Promise<Uint8Array> {
  if ('bytes' in snapshot) return gunzip(new Blob([new Uint8Array(snapshot.bytes)]).stream())
  const url = new URL(snapshot.href.replace(/^\/+/, ''), base)
  return withoutSilence(signal, async (heard, signal) => {
    // What lets somebody in is for this server alone.
    if (url.origin !== base.origin) throw new Error('snapshot: not of this server')
    const shown = {
      ...(await headersFrom(headers)),
      ...(linkKey !== undefined && { 'x-quire-link': linkKey }),
    }
    const response = await fetch(url, { signal, headers: shown })
    if (!response.ok || response.body === null) throw new Error(`snapshot: HTTP ${response.status}`)
    return gunzip(response.body.pipeThrough(watched(heard)))
  })
}

type Bytes = Uint8Array<ArrayBuffer>

/** Has `read` abort when `signal` says so, and when nothing is `heard` for long. */
async function withoutSilence<T>(
  signal: AbortSignal,
  read: (heard: () => void, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const abort = new AbortController()
  const leave = () => abort.abort(signal.reason)
  const giveUp = () => abort.abort(new Error(`snapshot: nothing came for ${silenceInMs} ms`))
  let silence = setTimeout(giveUp, silenceInMs)
  const heard = () => {
    clearTimeout(silence)
    silence = setTimeout(giveUp, silenceInMs)
  }
  signal.addEventListener('abort', leave)
  try {
    return await read(heard, abort.signal)
  } finally {
    clearTimeout(silence)
    signal.removeEventListener('abort', leave)
  }
}

function watched(heard: () => void): TransformStream<Bytes, Bytes> {
  return new TransformStream({
    transform: (bytes, out) => {
      heard()
      out.enqueue(bytes)
    },
  })
}

async function gunzip(zipped: ReadableStream<Bytes>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(zipped.pipeThrough(new DecompressionStream('gzip'))).arrayBuffer())
}
