import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, type Page } from '@playwright/test'
import type { AxeResults } from 'axe-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** axe finds nothing wrong with the page, or with a part of it. */
export async function expectAccessible(page: Page, part = 'html'): Promise<void> {
  // While something fades in, its words are pale.
  await page.evaluate(async () => {
    const passing = document
      .getAnimations()
      .filter(animation => Number.isFinite(animation.effect?.getComputedTiming().endTime))
    await Promise.all(passing.map(animation => animation.finished))
  })
  await page.evaluate(axe)
  const { violations } = await page.evaluate<AxeResults>(`axe.run('${part}')`)
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => ({ id, html, failureSummary })),
  )
  expect(found).toEqual([])
}
