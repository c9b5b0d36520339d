import { build, staleParts } from '../scripts/parts.ts'

/** What is delivered is what is measured: builds the server and the provider where they are older than their sources. */
export async function buildForBench(): Promise<void> {
  const needed = staleParts().filter(part => part.name !== 'client')
  const built = await Promise.all(needed.map(build))
  if (built.includes(false)) throw new Error('There is nothing to measure: the build failed')
}
