import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { openStage } from './testing/peers.ts'

const stage = openStage()

/** A program of its own: gives what it printed when it has ended by itself. */
async function run(lines: string): Promise<string> {
  const { href } = new URL('index.ts', import.meta.url)
  const program = `
    import * as Y from 'yjs'
    import { QuireProvider } from '${href}'
    const doc = new Y.Doc()
    const provider = new QuireProvider({ url: '${stage.server.url}', documentId: '${stage.documentId}', doc })
    ${lines}`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  child.stdout.on('data', chunk => {
    printed += chunk
  })
  expect(await once(child, 'close')).toEqual([0, null])
  return printed
}

it('works in Node, and lets a program end when it is destroyed', async () => {
  const printed = await run(`
    await provider.whenSynced
    doc.getText('text').insert(0, 'from Node')
    await provider.whenSaved()
    process.stdout.write(JSON.stringify(provider.status))
    await provider.destroy()`)
  expect(JSON.parse(printed)).toEqual({
    state: 'live',
    unsaved: 0,
    keptOnDevice: false,
    transport: 'websocket',
  })
  expect(stage.server.text(stage.documentId)).toBe('from Node')
})

it('lets a program end in the middle of everything', async () => {
  await run(`
    doc.getText('text').insert(0, 'a')
    doc.getText('text').insert(0, 'b')
    setTimeout(() => doc.destroy(), 30)`)
})

it('lets a program end that never reached its server', async () => {
  await stage.server.stop()
  await run('setTimeout(() => provider.destroy(), 300)')
})
