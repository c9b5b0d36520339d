import { expectAccessible } from './support/expect-accessible.ts'
import { expect, test } from './support/fixtures.ts'
import { startHaproxy } from './support/haproxy.ts'
import { createDocument } from './support/raw-client.ts'
import { openWriter } from './support/writer.ts'

test('the loop of the tutorials shows each change, and goes on when its server was killed', async ({
  page,
  ownServer,
}) => {
  const balancer = await startHaproxy()
  await balancer.add(ownServer.port)
  const documentId = await createDocument(balancer.url)
  const writer = await openWriter({ url: balancer.url, documentId })
  const write = async (text: string) => {
    writer.append({ text })
    await writer.provider.whenSaved()
  }
  await write('first words')
  const asked: number[] = []
  page.on('response', response => response.url().includes('/changes') && asked.push(response.status()))
  await page.goto(`${balancer.url}/examples/long-polling.html`)
  await page.getByLabel('A document’s address, or its id').fill(`${balancer.url}/d/${documentId}`)
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Long-polling' }).click()
  const message = page.locator('#message')
  await expect(message).toHaveText('first words')
  await expectAccessible(page)
  for (const text of ['second', 'third']) {
    await write(text)
    await expect(message).toContainText(text)
  }
  // Held in between: it is not asked again and again.
  expect(asked.length).toBeLessThan(6)
  await ownServer.kill()
  await expect(message).not.toContainText('third')
  await ownServer.restart()
  await expect(message).toHaveText(/first words\s+second\s+third/)
  await write('after the kill')
  await expect(message).toContainText('after the kill')
  await writer.leave()
  await balancer.stop()
})
