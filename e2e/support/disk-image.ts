import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** A disk of its own (ext4), whose bytes are a file: a copy of that is the disk as a power cut would leave it. */
export interface DiskImage {
  /** Where a program that is started `under` it finds the disk. */
  readonly path: string
  /** A command that mounts the disk and runs what follows. The mount is that program's alone, and ends with it, however it ends. */
  readonly under: string[]
  /**
   * Copies the disk as it is now, and gives a folder with what somebody who mounts that copy finds in `folder`. What was written
   * and never flushed is in the kernel's memory, and so not in the copy. Nobody may write meanwhile.
   */
  afterPowerCut(folder: string): Promise<string>
  remove(): void
}

const run = promisify(execFile)
/** Where Debian has mkfs, and not everybody's PATH looks. */
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` }

/** Undefined where one may not mount. */
export async function makeDiskImage(megabytes: number): Promise<DiskImage | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'quire-disk-'))
  const image = join(folder, 'image')
  const path = join(folder, 'mounted')
  const remove = () => rmSync(folder, { recursive: true, force: true })
  mkdirSync(path)
  writeFileSync(image, '')
  truncateSync(image, megabytes * 1024 * 1024)
  try {
    await run('mkfs.ext4', ['-q', '-F', image], { env })
    await inMount(image, path, ['true'])
  } catch {
    // Not root, no such program, or a container that forbids it.
    remove()
    return undefined
  }
  return {
    path,
    under: mounting(image, path),
    afterPowerCut: from => copyOut({ folder, image, from }),
    remove,
  }
}

/** In a namespace of its own, where a mount lives no longer than the programs in it. */
function mounting(image: string, path: string): string[] {
  const script = 'mount -o loop "$0" "$1" && shift && exec "$@"'
  return ['unshare', '--mount', 'bash', '-c', script, image, path]
}

async function inMount(image: string, path: string, command: string[]): Promise<void> {
  const [unshare = '', ...args] = [...mounting(image, path), ...command]
  await run(unshare, args, { env })
}

async function copyOut({
  folder,
  image,
  from,
}: {
  folder: string
  image: string
  from: string
}): Promise<string> {
  const cut = mkdtempSync(join(folder, 'cut-'))
  const copy = join(cut, 'image')
  const path = join(cut, 'mounted')
  mkdirSync(path)
  await copyWhole(image, copy)
  const found = mkdtempSync(join(tmpdir(), 'quire-found-'))
  await inMount(copy, path, ['cp', '-rT', join(path, from), found])
  rmSync(cut, { recursive: true, force: true })
  return found
}

const triesToCopy = 20

/** Copies a file that the kernel may be writing to, until the copy is of one moment. */
async function copyWhole(from: string, to: string): Promise<void> {
  for (let tries = 0; tries < triesToCopy; tries++) {
    await run('cp', ['--sparse=always', from, to])
    // Still what it was when the copying began: then it has been so in between.
    const isSame = await run('cmp', ['-s', from, to]).then(
      () => true,
      () => false,
    )
    if (isSame) return
  }
  throw new Error(`${from} does not come to rest`)
}
