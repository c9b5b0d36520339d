// npm test [-- types lint …]: everything, or those parts. The last line counts what passed and what failed.
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { agree, type Count, countPlaywright, countVitest, lastLine, single, sum } from './count.ts'
import { playwrightFailures, vitestFailures } from './failures.ts'
import { build, parts } from './parts.ts'
import { provide } from './prerequisites.ts'
import { root, runPackage } from './run.ts'

interface TestPart {
  name: string
  heading: string
  run: () => Promise<Count>
}

/** How soon people are back, or how long a server stood still, says nothing on a machine that runs other tests beside. */
const alone = [
  'e2e/cluster-cuts',
  'e2e/cluster-hand-over',
  'e2e/cluster-kills',
  'e2e/cluster-slow-line',
  'e2e/attacks-updates',
  'e2e/attacks-gate',
  'e2e/attacks-http',
]
const vitestReports = (path: string) => ['--reporter=default', '--reporter=json', `--outputFile.json=${path}`]

/** What fails soonest comes first; a failure does not keep the rest from running. */
const testParts: readonly TestPart[] = [
  {
    name: 'types',
    heading: 'Types',
    run: async () => single((await runPackage('tsc', ['--noEmit'])).ok),
  },
  {
    name: 'lint',
    heading: 'Lint, format and import floors',
    run: async () => single((await runPackage('biome', ['check', '--error-on-warnings', '.'])).ok),
  },
  {
    name: 'build',
    heading: 'Build',
    run: async () => single(!(await Promise.all(parts.map(build))).includes(false)),
  },
  {
    name: 'unit',
    heading: 'Unit and integration tests',
    run: () =>
      withReport('unit.json', countVitest, vitestFailures, report =>
        runPackage('vitest', ['run', ...alone.map(each => `--exclude=${each}*`), ...vitestReports(report)]),
      ),
  },
  {
    name: 'cluster',
    heading: 'Several nodes, faults and attacks, one after another',
    run: () =>
      withReport('cluster.json', countVitest, vitestFailures, report =>
        runPackage('vitest', ['run', '--no-file-parallelism', ...alone, ...vitestReports(report)]),
      ),
  },
  {
    name: 'browser',
    heading: 'Browser tests',
    run: () =>
      withReport('browser.json', countPlaywright, playwrightFailures, report =>
        runPackage('playwright', ['test', '--reporter=list,json'], {
          env: { PLAYWRIGHT_JSON_OUTPUT_FILE: report },
        }),
      ),
  },
]

/** Runs a test runner that leaves a JSON report; one that leaves none has failed. */
async function withReport(
  name: string,
  count: (report: unknown) => Count,
  failuresIn: (report: unknown) => string[],
  runner: (path: string) => Promise<{ ok: boolean }>,
): Promise<Count> {
  const path = join(root, 'test-results', name)
  mkdirSync(join(root, 'test-results'), { recursive: true })
  rmSync(path, { force: true })
  const { ok } = await runner(path)
  try {
    const report: unknown = JSON.parse(readFileSync(path, 'utf8'))
    failures.push(...failuresIn(report))
    return agree(count(report), ok)
  } catch (error) {
    console.log(`No readable report: ${error instanceof Error ? error.message : error}`)
    return single(false)
  }
}

/** Tests start the server some hundred times: it is compiled once. */
process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules/.cache/compiled')

const asked = process.argv.slice(2)
const unknown = asked.filter(name => !testParts.some(part => part.name === name))
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}: ${testParts.map(part => part.name).join(', ')}`)
  process.exit(1)
}

const counts: Count[] = []
const failures: string[] = []
if (await provide()) {
  for (const { heading, run } of testParts.filter(part => asked.length === 0 || asked.includes(part.name))) {
    console.log(`\n== ${heading}`)
    const startedAt = Date.now()
    const count = await run()
    console.log(`-- ${heading}: ${lastLine(count)} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`)
    counts.push(count)
  }
} else {
  counts.push(single(false))
}

const total = sum(counts)
if (total.failed > 0) process.exitCode = 1
// Once more, all together: where a journal keeps only its end, they are there.
if (failures.length > 0) console.log(`\n== Failed\n${failures.join('\n')}`)
console.log(`\n${lastLine(total)}`)
