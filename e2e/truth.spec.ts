import { type DurableText, durableText } from './support/durable-text.ts'
import { expect, expectSaved, test, type Window } from './support/fixtures.ts'
import { createDocument } from './support/raw-client.ts'
import { startServer } from './support/start-server.ts'

const wantedSamples = 1_000

/** What the page showed in one animation frame. */
interface Sample {
  /** Milliseconds since 1970. */
  at: number
  state: string
  unsaved: number
  /** How much text stood on the page, title and content. */
  characters: number
}

test('‘Saved’ is never shown with a letter on the page that is not in the server’s log', async ({
  server,
  join,
  line,
}) => {
  test.slow()
  line.shape({ latencyInMs: 60 })
  const documentId = await createDocument(server.url)
  const ann = await join({ documentId, url: line.url })
  const samples = await sampleStatus(ann)

  for (let burst = 0; (await samples.count()) < wantedSamples; burst++) {
    await writeBurst(ann, burst)
    if (burst % 4 === 2) line.cut()
    // The moment in which it turns to saved is the dangerous one: every other burst begins right there.
    if (burst % 2) await expectSaved(ann)
    else await expect(ann.status).toHaveAttribute('data-unsaved', '0')
  }
  await expectSaved(ann)

  const seen = await samples.end()
  const durable = durableText(server.dataDir, documentId)
  expect(lies(seen, durable)).toEqual([])
  expect(seen.at(-1)?.characters).toBe(durable.charactersAt(Date.now()))
  expect(durable.updates).toBeGreaterThan(20)
  // It showed enough of either to have been caught.
  expect(seen.filter(({ state }) => state === 'saving').length).toBeGreaterThan(100)
  expect(seen.filter(({ state }) => state === 'saved').length).toBeGreaterThan(20)
})

test('a server that acknowledges before it commits is found out by this very test', async ({ join }) => {
  const liar = await startServer({
    program: 'e2e/support/early-ack-server.ts',
    env: { LATENESS_IN_MS: '3000' },
  })
  const documentId = await createDocument(liar.url)
  const ann = await join({ documentId, url: liar.url })
  const samples = await sampleStatus(ann)
  await writeBurst(ann, 0)
  await expectSaved(ann)
  const seen = await samples.end()
  const found = lies(seen, durableText(liar.dataDir, documentId))
  expect(found.map(({ state }) => state)).toContain('saved')
  await liar.stop()
})

/** Samples that called something saved, by word or by number, which was not. */
function lies(samples: readonly Sample[], durable: DurableText): Sample[] {
  return samples.filter(
    ({ at, state, unsaved, characters }) =>
      (state === 'saved' || unsaved === 0) && characters > durable.charactersAt(at),
  )
}

async function writeBurst({ page, editor, title }: Window, burst: number): Promise<void> {
  const place = burst % 5 === 4 ? title : editor
  await place.focus()
  await page.keyboard.press('Control+End')
  await page.keyboard.type(`burst ${burst}. `, { delay: (burst % 3) * 20 })
}

/** Looks at the page in every animation frame. */
async function sampleStatus({ page }: Window) {
  const recorder = await page.evaluateHandle(() => {
    const status = document.querySelector('[data-testid="status"]')
    const text = document.querySelector('.ProseMirror')
    const title = document.querySelector('textarea')
    const samples: { at: number; state: string; unsaved: number; characters: number }[] = []
    const recorder = { samples, ended: false }
    const look = () => {
      if (recorder.ended) return
      samples.push({
        at: Date.now(),
        state: status?.getAttribute('data-state') ?? '',
        unsaved: Number(status?.getAttribute('data-unsaved')),
        characters: (text?.textContent.length ?? 0) + (title?.value.length ?? 0),
      })
      requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
    return recorder
  })
  return {
    count: () => recorder.evaluate(({ samples }) => samples.length),
    end: (): Promise<Sample[]> =>
      recorder.evaluate(recorder => {
        recorder.ended = true
        return recorder.samples
      }),
  }
}
