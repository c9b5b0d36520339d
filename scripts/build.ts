// npm run build [-- server provider client]: builds those parts, or all of them.
import { build, parts } from './parts.ts'

const asked = process.argv.slice(2)
const unknown = asked.filter(name => !parts.some(part => part.name === name))
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}: ${parts.map(part => part.name).join(', ')}`)
  process.exit(1)
}

const chosen = parts.filter(part => asked.length === 0 || asked.includes(part.name))
const built = await Promise.all(chosen.map(build))
if (built.includes(false)) process.exitCode = 1
