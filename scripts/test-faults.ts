// npm run test:faults [-- redis postgres …]: what npm test tries for seconds, tried for minutes. Takes about an hour and a half.
import { provide } from './prerequisites.ts'
import { runPackage } from './run.ts'

const asked = process.argv.slice(2)
const files =
  asked.length > 0 ? asked : ['e2e/cluster-', 'e2e/faults-', 'e2e/durability', 'server/log/postgres-']
const env = { FAULTS: 'long', RUN_SECONDS: '120' }
// One after the other: each of them is a load of its own, and what it measures is how long things take.
const args = ['run', '--no-file-parallelism', ...files]
if (!(await provide()) || !(await runPackage('vitest', args, { env })).ok) process.exitCode = 1
