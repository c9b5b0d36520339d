import { expect, it, onTestFinished } from 'vitest'
import { copyOfDatabase, documentIn } from './support/database-copy.ts'
import { onFailingDisk } from './support/failing-disk.ts'
import { converge, peersOf } from './support/peers.ts'
import { createDocument } from './support/raw-client.ts'
import { scale } from './support/scale.ts'
import { type ServerOptions, startServer, type TestServer } from './support/start-server.ts'
import { until } from './support/until.ts'
import { falselySaved, type Witness, witness } from './support/witness.ts'

/** Of one call in a hundred. */
const probability = 0.01
const names = ['ann', 'bob', 'cid', 'dan']
const longestLifeInMs = 5_000
const sentence = 'The log failed, and Quire stops so that nothing is called saved that is not: '
const missing = 'no fiu-run: sudo apt-get install fiu-utils'

let failedStarts = 0

/** Starts a server whose disk may fail it at the start, too. */
async function start(options: ServerOptions): Promise<TestServer> {
  for (let failures = 0; ; failures++) {
    try {
      return await startServer(options)
    } catch (error) {
      failedStarts++
      if (failures === 30 || !String(error).includes('The server ended with code')) throw error
    }
  }
}

/** Lets people write through so many lives of a server on a disk that fails. Gives what was called saved and was not. */
async function livesOn(under: string[], { lives, ...options }: ServerOptions & { lives: number }) {
  const sound = await startServer()
  onTestFinished(() => sound.stop())
  const { url, port, dataDir } = sound
  const documentId = await createDocument(url)
  const people = Object.values(await peersOf({ url, documentId }, ...names))
  const witnesses = people.map(witness)
  const typing = setInterval(() => {
    for (const each of witnesses) each.write()
  }, 25)
  onTestFinished(() => clearInterval(typing))
  await sound.kill()

  const lost = new Set<string>()
  const ends = new Map<string, number>()
  const end = (how: string) => ends.set(how, (ends.get(how) ?? 0) + 1)
  for (let life = 0; life < lives; life++) {
    const server = await start({ ...options, under, port, dataDir })
    onTestFinished(async () => void (await server.kill()))
    const bornAt = performance.now()
    await until(() => server.exited || performance.now() - bornAt > longestLifeInMs, 'the end', 30_000)
    if (server.exited)
      end(server.lines.find(line => line.startsWith(sentence))?.slice(sentence.length) ?? 'without a word')
    else end('kill -9')
    await server.kill()
    const text = await textIn(dataDir, documentId)
    for (const word of falselySaved(witnesses, text)) lost.add(word)
  }
  clearInterval(typing)
  return { lost: [...lost], ends, people, witnesses, sound }
}

async function textIn(dataDir: string, documentId: string): Promise<string> {
  return (await documentIn(copyOfDatabase(dataDir), documentId)).getText('text').toString()
}

const wordsOf = (witnesses: readonly Witness[], which: 'saved' | 'written') =>
  witnesses.flatMap(each => [...each[which]])

it('RELIABILITY 7: what was called saved is there, though one in a hundred writes and flushes fails', async ({
  skip,
}) => {
  const under = onFailingDisk(probability) ?? skip(missing)
  const lives = scale(2, 60)
  const { lost, ends, people, witnesses, sound } = await livesOn(under, { lives })
  const saved = wordsOf(witnesses, 'saved').length
  console.log(
    `${lives} lives, ended by`,
    ends,
    `${lost.length} lost of ${saved} words;`,
    failedStarts,
    'starts failed',
  )
  expect(lost).toEqual([])
  // The errors were felt, and each ended the server by its own decision.
  expect(ends.get('disk I/O error')).toBeGreaterThan(0)
  expect(ends.get('without a word')).toBe(undefined)
  expect(saved).toBeGreaterThan(0)
  // On a disk that is sound again, everybody has everything, once.
  await sound.restart()
  await converge(people, undefined, { withinInMs: 30_000 })
  expect(people[0]?.read().trim().split(' ').sort()).toEqual(wordsOf(witnesses, 'written').sort())
}, 900_000)

it('RELIABILITY 7: would find out a server that does not wait for its writes and flushes', async ({
  skip,
}) => {
  const under = onFailingDisk(probability) ?? skip(missing)
  const program = 'e2e/support/early-ack-server.ts'
  const { lost } = await livesOn(under, { lives: 1, program })
  expect(lost).not.toEqual([])
}, 300_000)
