// A process of its own for the tests: holds a database until it is killed.
//
//   node hold-store.child.ts DATABASE_FILE
import { openStore } from './store.ts'

const [path = ''] = process.argv.slice(2)
await openStore({ path })
process.stdout.write('held\n')
setInterval(() => {}, 60_000)
