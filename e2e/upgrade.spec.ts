import { expect, test } from './support/fixtures.ts'

test('a page opens though its files are asked of nodes of another version at first', async ({
  page,
  server,
}) => {
  const asked: string[] = []
  let strangers = 0
  // As a balancer without affinity sends them while a version is replaced.
  await page.route('**/assets/**', route => {
    asked.push(new URL(route.request().url()).pathname)
    return asked.length % 3 === 1 && strangers++ < 4 ? route.fulfill({ status: 404 }) : route.continue()
  })
  await page.goto(server.url)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  expect(strangers).toBeGreaterThanOrEqual(1)
})

test('a page whose files are nowhere is not asked for without end', async ({ page, server }) => {
  let loads = 0
  page.on('domcontentloaded', () => loads++)
  await page.route('**/assets/**', route => route.fulfill({ status: 404 }))
  await page.goto(server.url)
  await expect.poll(() => loads, { timeout: 30_000 }).toBe(11)
})
