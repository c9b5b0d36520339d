import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { parts, staleParts, stamp } from './parts.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quire-parts-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const stale = () => staleParts(folder).map(part => part.name)

function write(path: string, secondsAgo: number) {
  const at = new Date(Date.now() - secondsAgo * 1000)
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), '')
  for (let each = path; each !== '.'; each = dirname(each)) utimesSync(join(folder, each), at, at)
}

function buildAll(secondsAgo: number) {
  for (const part of parts) {
    write(part.output, secondsAgo)
    stamp(part, new Date(Date.now() - secondsAgo * 1000), folder)
  }
}

it('builds everything in a fresh clone', () => {
  write('server/main.ts', 100)
  expect(stale()).toEqual(['server', 'provider', 'client'])
})

it('builds nothing twice', () => {
  for (const path of ['server/main.ts', 'client/sync/index.ts', 'package-lock.json']) write(path, 100)
  buildAll(50)
  expect(stale()).toEqual([])
})

it('builds only the parts whose sources changed', () => {
  buildAll(50)
  write('server/log/log.ts', 10)
  expect(stale()).toEqual(['server'])
  write('client/sync/index.ts', 10)
  expect(stale()).toEqual(['server', 'provider', 'client'])
})

it('builds everything after other packages were installed', () => {
  buildAll(50)
  write('package-lock.json', 10)
  expect(stale()).toEqual(['server', 'provider', 'client'])
})

it('notices a source that was removed', () => {
  write('server/main.ts', 100)
  write('server/gone.ts', 100)
  buildAll(50)
  rmSync(join(folder, 'server/gone.ts'))
  expect(stale()).toEqual(['server'])
})

it('builds again what a cut-short build or a tidy hand left without its output', () => {
  buildAll(50)
  rmSync(join(folder, 'dist/client'), { recursive: true })
  rmSync(join(folder, 'dist/provider.built'))
  expect(stale()).toEqual(['provider', 'client'])
})

it('leaves the build alone when only a test changed', () => {
  buildAll(50)
  write('server/log/sqlite-log.test.ts', 10)
  for (const each of ['server', 'server/log']) utimesSync(join(folder, each), 0, 0)
  expect(stale()).toEqual([])
})
