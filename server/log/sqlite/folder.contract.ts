import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder for one test. */
export interface TestFolder {
  path: string
  remove(): Promise<void>
}

export async function makeFolder(): Promise<TestFolder> {
  const path = await mkdtemp(join(tmpdir(), 'quire-log-'))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

/** A folder with a disk of its own, in memory, of so many kilobytes. Undefined where one may not mount. */
export async function makeSmallDisk(kilobytes: number): Promise<TestFolder | undefined> {
  const folder = await makeFolder()
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', folder.path], {
      stdio: 'ignore',
    })
  } catch {
    // Not root, no mount command, or a container that forbids it.
    await folder.remove()
    return undefined
  }
  return {
    path: folder.path,
    remove: async () => {
      execFileSync('umount', [folder.path])
      await folder.remove()
    },
  }
}
