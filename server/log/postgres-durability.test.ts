import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { type Postgres, startPostgres } from '../../e2e/support/postgres.ts'
import { scale } from '../../e2e/support/scale.ts'
import { printedSeed, seededRandom } from '../../e2e/support/seeded-random.ts'
import { until } from '../../e2e/support/until.ts'
import { mustBeWhole, openForTest } from './postgres/testing/logs.ts'
import { docOf, mustRead, textOf } from './typing.contract.ts'

// Processes of their own write as fast as the log lets them, and fold all the while, until they are killed.
vi.setConfig({ testTimeout: scale(60_000, 600_000) })

const random = seededRandom(printedSeed())
const script = join(import.meta.dirname, 'append-until-killed.child.ts')

/** A process that writes, and what it was told is saved, as `document word`. */
interface Node {
  readonly process: ChildProcess
  readonly acknowledged: string[]
}

function startNode(url: string, manners: 'honest' | 'early', who: string): Node {
  const child = spawn(process.execPath, [script, url, manners, who], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(async () => {
    if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL'))
      await once(child, 'exit')
  })
  const acknowledged: string[] = []
  createInterface(child.stdout).on('line', line => acknowledged.push(line))
  return { process: child, acknowledged }
}

async function stage(): Promise<{ postgres: Postgres; url: string }> {
  const postgres = await startPostgres()
  onTestFinished(() => postgres.stop())
  return { postgres, url: await postgres.createDatabase() }
}

/** Those of these acknowledged edits that the database lacks, whose numbers have no gap. */
async function missing(url: string, acknowledged: readonly string[]): Promise<string[]> {
  const log = await openForTest(url)
  const words = new Map<string, Set<string>>()
  for (const id of ['document-a', 'document-b']) {
    const tail = await mustRead(log, id, 0)
    mustBeWhole(tail)
    words.set(id, new Set(textOf(docOf(tail)).split(' ')))
  }
  await log.close()
  return acknowledged.filter(line => {
    const [id = '', word = ''] = line.split(' ')
    return !words.get(id)?.has(word)
  })
}

const acknowledges = (node: Node, count: number) =>
  until(() => node.acknowledged.length >= count, `${count} acknowledged edits`, 15_000)

describe('a Postgres that is killed while two nodes write', () => {
  it('has kept all that they acknowledged, and they go on within 10 s (R4)', async () => {
    const { postgres, url } = await stage()
    const nodes = [startNode(url, 'honest', '-1'), startNode(url, 'honest', '-2')]
    for (let kill = 0; kill < scale(3, 20); kill++) {
      for (const node of nodes)
        await acknowledges(node, node.acknowledged.length + 1 + Math.floor(random() * 150))
      await postgres.kill()
      const acknowledged = nodes.flatMap(node => [...node.acknowledged])
      await postgres.restart()
      const backAt = performance.now()
      for (const node of nodes) await acknowledges(node, node.acknowledged.length + 1)
      expect(performance.now() - backAt).toBeLessThan(10_000)
      expect(await missing(url, acknowledged)).toEqual([])
    }
    expect(nodes.map(node => node.process.exitCode)).toEqual([null, null])
  })

  /** Kills Postgres and the nodes at one moment; gives what was acknowledged and is not there. */
  async function killEverything(manners: 'honest' | 'early'): Promise<string[]> {
    const { postgres, url } = await stage()
    const nodes = [startNode(url, manners, '-1'), startNode(url, manners, '-2')]
    for (const node of nodes) await acknowledges(node, 1 + Math.floor(random() * 150))
    for (const node of nodes) node.process.kill('SIGKILL')
    await Promise.all([postgres.kill(), ...nodes.map(node => once(node.process, 'exit'))])
    await postgres.restart()
    return missing(
      url,
      nodes.flatMap(node => node.acknowledged),
    )
  }

  it('has kept it, too, when they are killed with it', async () => {
    expect(await killEverything('honest')).toEqual([])
  })

  it('would be found out if they acknowledged before the commit', async () => {
    expect(await killEverything('early')).not.toEqual([])
  })
})
