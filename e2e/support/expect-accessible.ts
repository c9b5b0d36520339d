import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, type Page } from '@playwright/test'
import type { AxeResults } from 'axe-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** axe finds nothing in the page, or in a part of it. */
export async function expectAccessible(page: Page, part = 'html'): Promise<void> {
  // While something fades in, its words are pale.
  await page.evaluate(async () => {
    const shown = [...document.querySelectorAll(':popover-open, .slash-menu, .bubble, dialog')].flatMap(
      element => element.getAnimations(),
    )
    await Promise.all(shown.map(animation => animation.finished))
  })
  await page.evaluate(axe)
  const { violations } = await page.evaluate<AxeResults>(`axe.run('${part}')`)
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => ({ id, html, failureSummary })),
  )
  expect(found).toEqual([])
}
