import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, it, onTestFinished } from 'vitest'
import { documentIn } from './support/database-copy.ts'
import { makeDiskImage } from './support/disk-image.ts'
import { peersOf } from './support/peers.ts'
import { createDocument } from './support/raw-client.ts'
import { scale } from './support/scale.ts'
import { printedSeed, seededRandom } from './support/seeded-random.ts'
import { type ServerOptions, startServer } from './support/start-server.ts'
import { until } from './support/until.ts'
import { falselySaved, witness } from './support/witness.ts'

const writers = scale(8, 20)
const diskInMegabytes = 64
/** From one image to the next, at most. */
const words = scale(300, 2_000)

interface Losses {
  /** Of all images together: called saved by the image's moment, and not on it. */
  lost: string[]
  saved: number
}

/** Copies the disk under load, again and again. Undefined where one may not mount. */
async function lossesOf(options: ServerOptions, { images, seed }: { images: number; seed: number }) {
  const disk = await makeDiskImage(diskInMegabytes)
  if (disk === undefined) return undefined
  onTestFinished(() => disk.remove())
  const random = seededRandom(seed)
  const server = await startServer({ ...options, dataDir: join(disk.path, 'data'), under: disk.under })
  onTestFinished(() => server.stop())
  const documentId = await createDocument(server.url)
  const names = Array.from({ length: writers }, (_, i) => `w${i}`)
  const crowd = Object.values(await peersOf({ url: server.url, documentId }, ...names)).map(witness)
  const typing = setInterval(() => {
    for (const each of crowd) each.write()
  }, 40)
  onTestFinished(() => clearInterval(typing))
  const savedByNow = () => crowd.reduce((sum, { saved }) => sum + saved.size, 0)

  const losses: Losses = { lost: [], saved: 0 }
  for (let image = 0; image < images; image++) {
    // Somewhere in the stream of edits: after so many more of them have been saved.
    const enough = savedByNow() + writers + Math.floor(random() * words)
    await until(() => savedByNow() > enough, `more than ${enough} words to be saved`, 30_000)
    // A process that stands still writes nothing; what it had said before it stood may still arrive.
    server.process.kill('SIGSTOP')
    const found = await disk.afterPowerCut('data')
    losses.saved = savedByNow()
    const claimed = crowd.map(({ saved }) => ({ saved: new Set(saved) }))
    server.process.kill('SIGCONT')
    const missing = await missingIn(found, documentId, claimed)
    losses.lost = [...new Set([...losses.lost, ...missing])]
  }
  return losses
}

async function missingIn(
  folder: string,
  documentId: string,
  claimed: readonly { saved: ReadonlySet<string> }[],
): Promise<string[]> {
  const database = new DatabaseSync(join(folder, 'quire.sqlite'))
  expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
  database.close()
  const text = (await documentIn(folder, documentId)).getText('text').toString()
  return falselySaved(claimed, text)
}

const forbidden = 'the image of a disk can be mounted by root alone'

it('RELIABILITY 3: a power cut takes nothing that was called saved', async ({ skip }) => {
  const images = scale(3, 20)
  const losses = (await lossesOf({}, { images, seed: printedSeed() })) ?? skip(forbidden)
  console.log(`${images} images: ${losses.lost.length} lost of ${losses.saved} words`)
  expect(losses.lost).toEqual([])
}, 900_000)

it('RELIABILITY 3: would find out a database that says committed before it has flushed', async ({ skip }) => {
  const nodeArguments = ['--import', './e2e/support/unflushed-sqlite.ts']
  const losses = (await lossesOf({ nodeArguments }, { images: 2, seed: 7 })) ?? skip(forbidden)
  console.log(`2 images without a flush: ${losses.lost.length} lost of ${losses.saved} words`)
  expect(losses.lost).not.toEqual([])
}, 300_000)
