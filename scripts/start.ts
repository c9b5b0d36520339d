// npm start: builds what is missing or older than its sources, then is the server.
import { pathToFileURL } from 'node:url'
import { build, parts, staleParts } from './parts.ts'
import { root } from './run.ts'

// The provider for other applications is no part of serving this one.
const needed = staleParts().filter(part => part.name !== 'provider')
if (needed.length > 0) console.log(`Building the ${needed.map(part => part.name).join(' and the ')} …`)
const built = await Promise.all(needed.map(build))
if (built.includes(false)) process.exit(1)

// In this same process, so that Ctrl-C and SIGTERM reach the server itself and it can close its log in peace.
const server = parts.find(part => part.name === 'server')
if (server) await import(new URL(server.output, pathToFileURL(root)).href)
