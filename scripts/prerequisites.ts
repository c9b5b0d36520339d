import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { findChromium } from './chromium.ts'
import { run } from './run.ts'
import { findFaketime, findFiuRun, findHaproxy, findPostgres, findRedis } from './services.ts'

/** Something that the tests need and npm does not bring. */
interface Prerequisite {
  name: string
  isThere: () => boolean
  /** Debian's packages that bring it. */
  packages: string[]
  /** Another way than Debian's, for whoever has one. */
  otherwise: string
}

/** Something without which a few tests are skipped, and say so. */
type Spare = Omit<Prerequisite, 'otherwise'>

const prerequisites: readonly Prerequisite[] = [
  {
    name: 'Chromium',
    isThere: () => findChromium() !== undefined,
    packages: ['chromium-headless-shell'],
    otherwise: 'or name one that you have: CHROMIUM=/path/to/chromium npm test',
  },
  {
    name: 'A font with Korean letters',
    isThere: hasKoreanFont,
    packages: ['fontconfig', 'fonts-noto-cjk'],
    otherwise: 'or install any that fc-list :lang=ko then shows',
  },
  {
    name: 'Postgres',
    isThere: () => findPostgres() !== undefined,
    packages: ['postgresql'],
    otherwise: 'or name the folder of the programs of one that you have: POSTGRES_BIN=/path/to/bin npm test',
  },
  {
    name: 'Redis',
    isThere: () => findRedis() !== undefined,
    packages: ['redis-server'],
    otherwise: 'or name one that you have: REDIS_SERVER=/path/to/redis-server npm test',
  },
  {
    name: 'HAProxy',
    isThere: () => findHaproxy() !== undefined,
    packages: ['haproxy'],
    otherwise: 'or name one that you have: HAPROXY=/path/to/haproxy npm test',
  },
]

const spares: readonly Spare[] = [
  { name: 'libfiu (a disk that fails)', isThere: () => findFiuRun() !== undefined, packages: ['fiu-utils'] },
  {
    name: 'faketime (a clock that is wrong)',
    isThere: () => findFaketime() !== undefined,
    packages: ['libfaketime'],
  },
]

/** Finds what is needed, or installs it where that is possible without asking anybody; where not, says what to type. */
export async function provide(): Promise<boolean> {
  const still = await install(prerequisites)
  for (const { name, packages, otherwise } of still) {
    console.log(`${name} is missing. On Debian or Ubuntu, type`)
    console.log(
      `  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages.join(' ')}`,
    )
    console.log(otherwise)
  }
  if (still.length > 0) return false
  for (const { name, packages } of await install(spares)) {
    console.log(
      `${name} is missing: its tests are skipped. On Debian or Ubuntu, it is in ${packages.join(' ')}.`,
    )
  }
  return true
}

function canInstall(): boolean {
  return process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
}

/** Gives those that are missing still. */
async function install<Wanted extends Spare>(wanted: readonly Wanted[]): Promise<Wanted[]> {
  const missing = wanted.filter(each => !each.isThere())
  if (missing.length === 0 || !canInstall()) return missing
  const packages = missing.flatMap(each => each.packages)
  console.log(`Installing ${packages.join(', ')} …`)
  const quietly = { quiet: true, env: { DEBIAN_FRONTEND: 'noninteractive' } }
  const steps = [['update'], ['install', '-y', '--no-install-recommends', ...packages]]
  for (const step of steps) {
    const { ok, output } = await run('apt-get', step, quietly)
    if (!ok) console.log(output)
  }
  return missing.filter(each => !each.isThere())
}

/** Elsewhere than on Linux, the system brings one. */
function hasKoreanFont(): boolean {
  if (process.platform !== 'linux') return true
  const { stdout } = spawnSync('fc-list', [':lang=ko'], { encoding: 'utf8' })
  return Boolean(stdout)
}
