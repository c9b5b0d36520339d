import { setTimeout as delay } from 'node:timers/promises'
import * as Y from 'yjs'
import { expect, expectSaved, test, type Window } from './support/fixtures.ts'
import { createDocument } from './support/raw-client.ts'
import type { Writer } from './support/writer.ts'

const blocks = 5_000
const editsPerSecond = 50
const typed =
  'What I type stands on the screen at once, in order, whatever the others do; and 한글도 그렇다 – every letter.'

test('typing in a document of 5,000 blocks loses, doubles and delays nothing while 50 edits a second come in', async ({
  server,
  join,
  joinFromNode,
}) => {
  test.slow()
  const documentId = await createDocument(server.url)
  const nora = await joinFromNode({ documentId })
  nora.append(
    ...Array.from({ length: blocks }, (_, index) => ({
      text: `${index}: some words of a long document`,
      ...(index % 10 === 0 && { attributes: { kind: 'heading', level: 2 } }),
    })),
  )
  await nora.provider.whenSaved()
  const ann = await join({ documentId })
  await expect(ann.editor.locator('> *')).toHaveCount(blocks)
  const mine = ann.editor.locator('> *').nth(2)
  await mine.click()
  await ann.page.keyboard.press('End')
  await ann.page.keyboard.press('Enter')

  const frames = await recordFrames(ann)
  const stop = editSteadily(nora)
  await ann.page.keyboard.type(typed, { delay: 20 })
  const edits = await stop()
  const seen = await frames()

  // Each letter was there with the next frame, after those before it, and perhaps with the one that follows.
  expect(seen.length).toBe(typed.length)
  const late = seen.filter((shown, index) => !typed.startsWith(shown) || shown.length <= index)
  expect(late).toEqual([])
  await expectSaved(ann)
  await nora.provider.whenSaved()
  await expect.poll(() => nora.read()[3]).toBe(typed)
  const written = nora.read()
  await expect.poll(() => ann.editor.locator('> *').allTextContents(), { timeout: 15_000 }).toEqual(written)
  expect(written.join('').split('~').length - 1, 'edits that arrived').toBe(edits)
})

test('no arrow key is pressed for nothing while another writes and moves about', async ({
  server,
  join,
  joinFromNode,
}) => {
  const documentId = await createDocument(server.url)
  const nora = await joinFromNode({ documentId })
  nora.append({ text: 'x'.repeat(150) }, { text: 'others’ words' })
  await nora.provider.whenSaved()
  const ann = await join({ documentId })
  const mine = ann.editor.locator('> p').first()
  await mine.click()
  await ann.page.keyboard.press('Control+Home')
  let turns = 0
  const timer = setInterval(() => {
    if (turns++ % 2 === 0) nora.text(1).insert(0, '.')
    else nora.provider.awareness.setLocalStateField('cursor', caretIn(nora.text(1), turns % 10))
  }, 10)
  for (let press = 0; press < 100; press++) await ann.page.keyboard.press('ArrowRight')
  clearInterval(timer)
  await ann.page.keyboard.type('!')
  await expect(mine).toHaveText(`${'x'.repeat(100)}!${'x'.repeat(50)}`)
  expect(turns).toBeGreaterThan(10)
})

function caretIn(text: Y.XmlText, index: number) {
  const place = Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, index))
  return { anchor: place, head: place }
}

/** Somebody edits here and there, behind, before and around the place where another types. Returns the number of edits. */
function editSteadily(writer: Writer): () => Promise<number> {
  const startedAt = performance.now()
  let edits = 0
  let going = true
  const work = (async () => {
    while (going) {
      for (; edits < ((performance.now() - startedAt) / 1_000) * editsPerSecond; edits++) edit(writer, edits)
      await delay(5)
    }
  })()
  return async () => {
    going = false
    await work
    return edits
  }
}

/** Each edit writes one `~`. */
function edit(writer: Writer, n: number): void {
  const { length } = writer.content
  const anywhere = 4 + ((n * 7919) % (length - 4))
  if (n % 5 === 0) writer.text(1).insert(0, '~')
  else if (n % 5 === 1) writer.text(anywhere).insert(0, '~')
  else if (n % 5 === 2) writer.append({ text: '~' })
  else if (n % 5 === 3) writer.text(length - 1).insert(0, '~')
  else writer.doc.transact(() => turnAndWrite(writer, n))
}

function turnAndWrite(writer: Writer, n: number): void {
  writer.turn(0, { level: (n % 3) + 1 })
  writer.text(0).insert(0, '~')
}

/** What the block with the caret shows one frame after each input. */
async function recordFrames({ editor }: Window): Promise<() => Promise<string[]>> {
  const recorder = await editor.evaluateHandle(element => {
    const seen: string[] = []
    element.addEventListener('input', () => {
      requestAnimationFrame(() => {
        const caret = getSelection()?.anchorNode
        const block = [...element.children].find(child => child.contains(caret ?? null))
        seen.push(block?.textContent ?? '')
      })
    })
    return seen
  })
  return () => recorder.evaluate(seen => seen)
}
