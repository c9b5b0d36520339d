import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFaketime } from '../../scripts/services.ts'

/** A clock that is wrong by as much as one likes. */
export interface WrongClock {
  /** For whoever is to have that clock: everything but the time that passes between two moments, which no clock is asked for. */
  readonly env: Record<string, string>
  /** As faketime writes it: `+1d`, `-1d`, `+0`. It jumps there at once. */
  set(offset: string): void
  remove(): void
}

/** Undefined where faketime is not installed. */
export function openWrongClock(offset: string): WrongClock | undefined {
  const library = findFaketime()
  if (library === undefined) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'quire-clock-'))
  const file = join(folder, 'offset')
  const set = (to: string) => {
    // In one go: a file that is read while it is written tells no offset.
    writeFileSync(`${file}.next`, to)
    renameSync(`${file}.next`, file)
  }
  set(offset)
  return {
    env: {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
    set,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
