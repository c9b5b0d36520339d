import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import type { DeepRun } from './nesting.ts'
import { shallowDepth } from './update-limits.ts'

/** What the gate must know of a document beside its clocks, to keep it within limits (see `update-limits.ts`). */
export interface Outline {
  /** The names of its root types. */
  roots: ReadonlySet<string>
  /** Of Yjs updates: about what the document takes when it is sent. */
  bytes: number
  /** See `weigh`. */
  weight: number
  /** What is deeper than `floor`. */
  deep: readonly DeepRun[]
  floor: number
}

export const emptyOutline: Outline = { roots: new Set(), bytes: 0, weight: 0, deep: [], floor: shallowDepth }

/** Without `bytes`, which whoever stores it knows from elsewhere. */
export function encodeOutline(outline: Outline): Uint8Array {
  return encoding.encode(to => {
    encoding.writeVarUint(to, outline.weight)
    encoding.writeVarUint(to, outline.roots.size)
    for (const root of outline.roots) encoding.writeVarString(to, root)
    encoding.writeVarUint(to, outline.floor)
    encoding.writeVarUint(to, outline.deep.length)
    for (const { client, start, end, depth } of outline.deep) {
      for (const number of [client, start, end - start, depth]) encoding.writeVarUint(to, number)
    }
  })
}

export function decodeOutline(from: decoding.Decoder, bytes: number): Outline {
  // Written by a version that kept none: it comes with the next folding.
  if (!decoding.hasContent(from)) return { ...emptyOutline, bytes }
  const weight = decoding.readVarUint(from)
  const roots = new Set<string>()
  for (let left = decoding.readVarUint(from); left > 0; left--) roots.add(decoding.readVarString(from))
  const floor = decoding.readVarUint(from)
  const deep: DeepRun[] = []
  for (let left = decoding.readVarUint(from); left > 0; left--) {
    const client = decoding.readVarUint(from)
    const start = decoding.readVarUint(from)
    const end = start + decoding.readVarUint(from)
    deep.push({ client, start, end, depth: decoding.readVarUint(from) })
  }
  return { roots, bytes, weight, deep, floor }
}
