import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { root } from './run.ts'

interface Locked {
  packages: Record<string, { optionalDependencies?: Record<string, string>; version?: string }>
}

it('lets npm install on every system: the lock file names the binaries of all of them', () => {
  // npm 11 refuses a lock file that leaves any out, even where another system needs it.
  const { packages }: Locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const optional = Object.values(packages).flatMap(each => Object.keys(each.optionalDependencies ?? {}))
  const names = Object.keys(packages)
  expect(optional.filter(name => !names.some(path => path.endsWith(`node_modules/${name}`)))).toEqual([])
})
