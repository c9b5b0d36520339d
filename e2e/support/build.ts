import { build, staleParts } from '../../scripts/parts.ts'

/** Browser tests look at what is delivered: builds what is older than its sources before the first of them. */
export default async function buildStaleParts(): Promise<void> {
  const built = await Promise.all(staleParts().map(build))
  if (built.includes(false)) throw new Error('There is nothing to test: the build failed')
}
