import { build, type Part, staleParts } from '../scripts/parts.ts'

/** What is delivered is what is measured: builds these parts, where they are older than their sources. */
export async function buildForBench(...names: Part['name'][]): Promise<void> {
  const needed = staleParts().filter(part => names.includes(part.name))
  const built = await Promise.all(needed.map(build))
  if (built.includes(false)) throw new Error('There is nothing to measure: the build failed')
}
