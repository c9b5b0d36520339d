import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { freePort } from '../scripts/free-port.ts'
import { root } from '../scripts/run.ts'
import { makeSmallDisk } from '../server/log/sqlite/folder.contract.ts'
import { runServer, type ServerOptions, startServer } from './support/start-server.ts'

// Every test starts processes, on a machine that may be busy.
vi.setConfig({ testTimeout: 40_000 })

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quire-start-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const secret = 'correct-horse-battery-staple'

/** What is read by whoever starts a server that cannot start. */
async function refusal(options: ServerOptions): Promise<string> {
  const { port = await freePort(), dataDir = join(folder, 'data'), env, under } = options
  const { code, lines } = await runServer({
    port,
    dataDir,
    env: { LOG_LEVEL: 'debug', SMTP_PASSWORD: secret, ...env },
    ...(under && { under }),
  })
  const [sentence = '', ...more] = lines
  expect({ code, more }).toEqual({ code: 1, more: [] })
  expect(sentence).toMatch(/^[A-Z/].*\.$|npm start$/)
  // Where the program lies, and what else it was given, is nobody's affair.
  expect(sentence.replaceAll(dataDir, 'DATA_DIR')).not.toMatch(/(^|[\s(])\/\w|\.ts\b|node_modules/)
  expect(sentence).not.toContain(secret)
  return sentence
}

/** A user who may read the program and little else: oneself, unless one may do everything. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : undefined
const asNobody =
  nobody === undefined ? [] : ['setpriv', `--reuid=${nobody.uid}`, `--regid=${nobody.gid}`, '--clear-groups']

/** Undefined, or why nobody else can run the server here. */
function whyNotAsNobody(): string | undefined {
  const [command = process.execPath, ...args] = [...asNobody, process.execPath]
  try {
    execFileSync(command, [...args, '--check', join(root, 'server/main.ts')], { stdio: 'ignore' })
    return undefined
  } catch {
    return 'another user may not read this checkout, or there is no setpriv'
  }
}

describe('a server that cannot start says in one sentence what to do, and exits with code 1', () => {
  it.each([
    [{ PORT: 'eighty' }, 'PORT must be a port number, as in PORT=8080 (it is "eighty").'],
    [{ PORT: '70000' }, 'PORT must be at most 65535 (it is 70000).'],
  ])('with %o', async (env, sentence) => {
    expect(await refusal({ env })).toBe(sentence)
    expect(existsSync(join(folder, 'data'))).toBe(false)
  })

  it('when the machine does not have the address', async () => {
    expect(await refusal({ env: { HOST: '192.0.2.1' } })).toBe(
      'This machine has no address 192.0.2.1. Choose one that it has: HOST=127.0.0.1 npm start',
    )
  })

  it('when the port is taken, and when another Quire uses the folder; that one goes on undisturbed', async () => {
    const first = await startServer()
    try {
      const { port, dataDir } = first
      expect(await refusal({ port })).toBe(
        `Port ${port} is taken by another program. Stop that one, or choose another: PORT=${port + 1} npm start`,
      )
      expect(await refusal({ dataDir })).toBe(
        `Another Quire is using ${dataDir}/quire.sqlite: stop it, or give this one a data folder of its own (DATA_DIR).`,
      )
      expect((await fetch(`${first.url}/api/documents`, { method: 'POST' })).status).toBe(201)
    } finally {
      await first.stop()
    }
  })

  it('when a file is where the data folder should be, or above it', async () => {
    const file = join(folder, 'file')
    writeFileSync(file, 'a file')
    for (const dataDir of [file, join(file, 'data')]) {
      expect(await refusal({ dataDir })).toBe(
        `A file is in the way of the data folder ${dataDir}: move it away, or choose another folder (DATA_DIR).`,
      )
    }
  })

  it('when the data folder may not be written, or belongs to somebody else', async ({ skip }) => {
    const reason = whyNotAsNobody()
    if (reason !== undefined) skip(reason)
    chmodSync(folder, 0o755)
    const sentence = (where: string) =>
      `Cannot write ${where}: let Quire's user write there, or choose another folder (DATA_DIR).`
    const readOnly = join(folder, 'read-only')
    mkdirSync(readOnly, { mode: 0o555 })
    for (const dataDir of [readOnly, join(readOnly, 'data')]) {
      expect(await refusal({ dataDir, under: asNobody })).toBe(sentence(`to the data folder ${dataDir}`))
    }
    // What happens after the first start was made with sudo.
    const others = await startServer({ dataDir: join(folder, 'others') })
    await others.kill('SIGTERM')
    if (nobody !== undefined) chownSync(others.dataDir, nobody.uid, nobody.gid)
    else for (const file of ['', '.lock']) chmodSync(join(others.dataDir, `quire.sqlite${file}`), 0o444)
    expect(await refusal({ dataDir: others.dataDir, under: asNobody })).toBe(
      sentence(`${others.dataDir}/quire.sqlite`),
    )
  })

  it('when the file there is no database of Quire’s', async () => {
    const path = join(folder, 'quire.sqlite')
    writeFileSync(path, 'Dear diary, '.repeat(1_000))
    expect(await refusal({ dataDir: folder })).toBe(
      `${path} is not a database of Quire's: move that file away, or choose another data folder (DATA_DIR).`,
    )
  })

  it('when the disk is full, and starts once there is room', async ({ skip }) => {
    const disk = (await makeSmallDisk(1_000)) ?? skip('a small disk can be mounted by root alone')
    try {
      const filler = join(disk.path, 'filler')
      writeFileSync(filler, new Uint8Array(980 * 1024))
      const dataDir = join(disk.path, 'data')
      const sentence = `The disk that holds ${dataDir} is full: make room there and start again.`
      expect(await refusal({ dataDir })).toBe(sentence)
      rmSync(filler)
      const server = await startServer({ dataDir })
      await server.stop()
    } finally {
      await disk.remove()
    }
  })

  it('when the disk takes nothing for another reason', async () => {
    const under = ['bash', '-c', 'ulimit -f 0 && exec "$0" "$@"']
    expect(await refusal({ under })).toBe(
      `${folder}/data/quire.sqlite cannot be opened (disk I/O error): look at the disk, or choose another data folder (DATA_DIR).`,
    )
  })
})
