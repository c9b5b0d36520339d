// npm run dev: the server, restarted when its sources change, behind Vite with hot reload.
import { createServer } from 'vite'
import { freePort } from './free-port.ts'
import { root, start } from './run.ts'

process.chdir(root)
const port = Number(process.env.PORT ?? 8080)
// Where the server listens, and where vite.config.ts then sends what is the server's.
process.env.PORT = String(await freePort())
process.env.HOST = '127.0.0.1'

start(process.execPath, ['--watch', '--watch-preserve-output', 'server/main.ts'], {
  stdio: ['ignore', 'inherit', 'inherit'],
})
const vite = await createServer({ server: { port, strictPort: true } })
await vite.listen()
console.log('Quire with hot reload:')
vite.printUrls()
