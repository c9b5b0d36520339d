// npm run bench:open [-- many idle long]: what opening costs the server, and what open documents and connections hold.
import { buildForBench } from './build.ts'
import { measureIdle } from './open-idle.ts'
import { measureLong } from './open-long.ts'
import { measureMany } from './open-many.ts'
import { digits, table, verdict } from './table.ts'

/** One line of the result. */
export interface Row {
  label: string
  value: number
  /** At most. */
  bound?: number
}

const sections: Record<string, () => Promise<{ title: string; rows: Row[] }>> = {
  many: measureMany,
  idle: measureIdle,
  long: measureLong,
}

await buildForBench('server', 'provider')
const asked = process.argv.slice(2)
for (const name of asked.length > 0 ? asked : Object.keys(sections)) {
  const section = sections[name]
  if (!section) throw new Error(`There is no section ${name}: ${Object.keys(sections).join(', ')}`)
  const { title, rows } = await section()
  const lines = rows.map(({ label, value, bound }) => [
    label,
    digits(value),
    bound === undefined ? '' : `≤ ${bound} ${verdict(value, bound)}`,
  ])
  console.log(`\n${title}`)
  console.log(table([['', 'measured', 'target'], ...lines]))
}
process.exit()
