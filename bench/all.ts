// npm run bench: every measurement, one after the other, so that none disturbs another.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root, run } from '../scripts/run.ts'

const programs = ['gate', 'log', 'sync', 'feeds', 'open', 'page', 'editor'].map(name => `bench/${name}.ts`)
let failed = false
for (const program of programs.filter(each => existsSync(join(root, each)))) {
  console.log(`\n== ${program}`)
  const { ok } = await run(process.execPath, [program])
  failed ||= !ok
}
if (failed) process.exitCode = 1
