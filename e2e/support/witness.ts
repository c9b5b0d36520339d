import type { Peer } from './peer.ts'

/** Watches what somebody writes, and what they are told is saved. */
export interface Witness {
  /** Writes a word of about this length at the end, that nobody else writes. */
  write(length?: number): void
  readonly written: readonly string[]
  /** Those that somebody who looked at the status, or waited, would believe to be on the server's disk. */
  readonly saved: ReadonlySet<string>
  /** When each word was written, and when it was acknowledged: milliseconds, by `performance.now()`. */
  readonly acknowledgements: readonly { writtenAt: number; savedAt: number }[]
}

export function witness({ name, text, provider }: Peer): Witness {
  const written: string[] = []
  const saved = new Set<string>()
  const acknowledgements: { writtenAt: number; savedAt: number }[] = []
  provider.on('status', ({ unsaved }) => {
    if (unsaved === 0) for (const word of written) saved.add(word)
  })
  return {
    written,
    saved,
    acknowledgements,
    write: (length = 0) => {
      const word = `${name}.${written.length}.`.padEnd(length, 'abcdefghijklmnopqrstuvwxyz')
      // Counted before it is inserted: nothing may be called saved that is not in the list yet.
      written.push(word)
      text.insert(text.length, `${word} `)
      const writtenAt = performance.now()
      const isSaved = () => {
        saved.add(word)
        acknowledgements.push({ writtenAt, savedAt: performance.now() })
      }
      // Who leaves before that has no answer to wait for.
      void provider.whenSaved().then(isSaved, () => undefined)
    },
  }
}

/** Words that were called saved, and are not in this text. */
export function falselySaved(witnesses: readonly Pick<Witness, 'saved'>[], text: string): string[] {
  const there = new Set(text.split(' '))
  return witnesses.flatMap(({ saved }) => [...saved].filter(word => !there.has(word)))
}
