import { expect, test } from './support/fixtures.ts'

test('the sheet of shortcuts opens from the text, from outside and from the settings, and gives the focus back', async ({
  join,
}) => {
  const { page, editor } = await join()
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await editor.click()
  await page.keyboard.type('really?')
  await expect(sheet).toHaveCount(0)
  await page.keyboard.press('Control+/')
  await expect(sheet).toBeVisible()
  await expect(sheet.getByText('Ctrl+Shift+H')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(sheet).toHaveCount(0)
  await page.keyboard.type('!')
  await expect(editor).toHaveText('really?!')

  const settings = page.getByRole('button', { name: 'Appearance and language' })
  await settings.focus()
  await page.keyboard.press('?')
  await expect(sheet).toBeVisible()
  await sheet.getByRole('button', { name: 'Close' }).click()
  await expect(settings).toBeFocused()
  await settings.click()
  await page.getByRole('button', { name: 'Keyboard shortcuts' }).click()
  await expect(sheet).toBeVisible()
  await page.mouse.click(5, 5)
  await expect(sheet).toHaveCount(0)
  await expect(settings).toBeFocused()
})

test('every shortcut of the sheet that is typed does what it says', async ({ join }) => {
  const { page, editor } = await join()
  await page.keyboard.press('Control+/')
  const rows = page.getByRole('region', { name: 'While typing' }).locator('.shortcut-rows > div')
  await expect(rows.first()).toBeVisible()
  const texts = await rows.evaluateAll(all =>
    all.map(row => ({
      name: row.querySelector('dt')?.textContent ?? '',
      typed: row.querySelector('kbd')?.textContent ?? '',
    })),
  )
  await page.keyboard.press('Escape')
  expect(texts.length).toBeGreaterThan(10)
  const tags = {
    ...{
      'Heading 1': 'h2',
      'Heading 2': 'h3',
      'Heading 3': 'h4',
      'Bulleted list': 'ul',
      'Numbered list': 'ol',
    },
    ...{
      'Task list': 'input',
      Quote: 'blockquote',
      Callout: '[role="note"]',
      'Code block': 'pre',
      Divider: 'hr',
      Formula: '[data-kind="math"]',
      Toggle: '[data-kind="toggle"]',
    },
    ...{ Bold: 'strong', Italic: 'em', Strikethrough: 's', Code: 'code', Highlight: 'mark' },
  }
  for (const { name, typed } of texts) {
    await editor.click()
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Backspace')
    await page.keyboard.press('Control+Alt+0')
    await page.keyboard.type(typed.includes('…') ? typed.replace('…', 'words') : `${typed} `)
    const tag = tags[name as keyof typeof tags]
    await expect(editor.locator(tag), `${typed} makes ${name}`).toHaveCount(1)
  }
})

test.describe('in Korean', () => {
  test.use({ locale: 'ko-KR', viewport: { width: 390, height: 844 } })

  test('the sheet speaks Korean, and fits a phone', async ({ page, server }) => {
    await page.goto(server.url)
    await expect(page.getByRole('button', { name: '새 문서' })).toBeVisible()
    await page.keyboard.press('?')
    const sheet = page.getByRole('dialog', { name: '키보드 단축키' })
    await expect(sheet).toBeInViewport({ ratio: 1 })
    await expect(sheet.getByText('같은 블록에서 줄 바꾸기')).toBeVisible()
    expect(await sheet.evaluate(element => element.scrollWidth - element.clientWidth)).toBe(0)
  })
})
