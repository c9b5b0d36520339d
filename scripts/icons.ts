// node scripts/icons.ts: draws client/public/*.png from the drawings beside them, for systems that take no drawing for an icon.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { chromiumArguments, findChromium } from './chromium.ts'

const folder = join(import.meta.dirname, '../client/public')
const icons = [
  { file: 'icon-192.png', drawing: 'icon.svg', size: 192 },
  { file: 'icon-512.png', drawing: 'icon.svg', size: 512 },
  { file: 'icon-maskable-512.png', drawing: 'icon-maskable.svg', size: 512 },
  // Rounds the corners itself, and knows nothing of transparency.
  { file: 'icon-apple-180.png', drawing: 'icon-maskable.svg', size: 180 },
]

const executablePath = findChromium()
const browser = await chromium.launch({ args: chromiumArguments, ...(executablePath && { executablePath }) })
const page = await browser.newPage()
for (const { file, drawing, size } of icons) {
  await page.setViewportSize({ width: size, height: size })
  const svg = readFileSync(join(folder, drawing), 'utf8')
  await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${svg}`)
  await page.screenshot({ path: join(folder, file), omitBackground: true })
}
await browser.close()
