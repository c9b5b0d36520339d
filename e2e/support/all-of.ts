/** Everything that comes, in its order. */
export async function allOf<T>(from: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const each of from) all.push(each)
  return all
}

/** The same of bytes, as one piece. */
export async function bytesOf(from: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await allOf(from))
}
