import type { Snapshot } from '../../protocol/index.ts'

/** A snapshot's Yjs v2 update: what came with the answer, or what lies at its address below `base`.
 *  @throws when it cannot be fetched or unzipped */
export async function readSnapshot(snapshot: Snapshot, base: URL, signal: AbortSignal): Promise<Uint8Array> {
  if ('bytes' in snapshot) return gunzip(new Blob([new Uint8Array(snapshot.bytes)]).stream())
  const response = await fetch(new URL(snapshot.href.replace(/^\/+/, ''), base), { signal })
  if (!response.ok || response.body === null) throw new Error(`snapshot: HTTP ${response.status}`)
  return gunzip(response.body)
}

async function gunzip(zipped: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(zipped.pipeThrough(new DecompressionStream('gzip'))).arrayBuffer())
}
