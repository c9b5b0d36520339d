import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Seq } from '../../protocol/index.ts'
import { type Entry, GroupCommit, type GroupCommitOptions, type Outcome } from './group-commit.ts'
import { LogClosed, LogFull, UnknownDocument } from './log.ts'

const edit = (n: number, bytes = 10) => ({ session: 1, n, update: new Uint8Array(bytes) })

/** A store whose commits end when the test says so. */
class HeldStore {
  readonly commits: { entries: readonly Entry[]; succeed: () => void; fail: (error: Error) => void }[] = []
  #head = 0

  commit(entries: readonly Entry[]): Promise<Outcome[]> {
    return new Promise((resolve, reject) => {
      const succeed = () =>
        resolve(entries.map(entry => (entry.documentId === 'nowhere' ? 'unknown' : ++this.#head)))
      this.commits.push({ entries, succeed, fail: reject })
    })
  }

  /** The commit with this number, from 0, once it has begun. */
  begun(index: number) {
    return vi.waitUntil(() => this.commits[index], { interval: 1 })
  }
}

function open(options: Partial<GroupCommitOptions> = {}) {
  const store = new HeldStore()
  const fatal: Error[] = []
  const group = new GroupCommit({
    commit: entries => store.commit(entries),
    onFatal: error => fatal.push(error),
    paceMs: 0,
    ...options,
  })
  return { store, group, fatal }
}

const numbers = (entries: readonly Entry[]) => entries.map(entry => entry.update.n)

describe('group commit', () => {
  it('commits at once when nothing is under way, together with all that arrived in the same turn', async () => {
    const { store, group } = open()
    const both = Promise.all([group.append('a', edit(1)), group.append('b', edit(2))])
    const commit = await store.begun(0)
    expect(numbers(commit.entries)).toEqual([1, 2])
    commit.succeed()
    expect(await both).toEqual([1, 2])
  })

  it('gathers what arrives while a commit is under way into the next one', async () => {
    const { store, group } = open()
    const first = group.append('a', edit(1))
    const commit = await store.begun(0)
    const rest = Promise.all([2, 3, 4].map(n => group.append('a', edit(n))))
    commit.succeed()
    expect(await first).toBe(1)
    const next = await store.begun(1)
    expect(numbers(next.entries)).toEqual([2, 3, 4])
    next.succeed()
    expect(await rest).toEqual([2, 3, 4])
  })

  describe('beside who writes without a pause', () => {
    /** Twelve letters of session 1 at once, of which the first begins a commit that ends now. */
    async function flooded() {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
      onTestFinished(() => void vi.useRealTimers())
      const { store, group } = open({ paceMs: 16 })
      for (let n = 1; n <= 12; n++) void group.append('a', edit(n))
      await turns()
      store.commits[0]?.succeed()
      await turns()
      return { store, group }
    }
    const turns = async () => {
      for (let turn = 0; turn < 5; turn++) await nextTurn()
    }

    it('has nobody else wait for the pace, and keeps it for them', async () => {
      const { store, group } = await flooded()
      void group.append('a', edit(13))
      await vi.advanceTimersByTimeAsync(3)
      void group.append('a', { ...edit(1), session: 2 })
      await vi.advanceTimersByTimeAsync(1)
      await turns()
      expect(store.commits).toHaveLength(2)
      expect(store.commits[1]?.entries.map(({ update }) => update.session)).toEqual([1, 2])
      store.commits[1]?.succeed()
      await turns()
      void group.append('a', edit(14))
      await vi.advanceTimersByTimeAsync(15)
      expect(store.commits).toHaveLength(2)
      await vi.advanceTimersByTimeAsync(1)
      await turns()
      expect(store.commits).toHaveLength(3)
    })

    it('commits no more often than every 4 ms for them all', async () => {
      const { store, group } = await flooded()
      for (let ms = 0; ms < 40; ms++) {
        for (let session = 2; session < 6; session++)
          void group.append('a', { ...edit(ms), session: session + 10 * ms })
        await vi.advanceTimersByTimeAsync(1)
        await turns()
        store.commits.at(-1)?.succeed()
        await turns()
      }
      expect(store.commits.length).toBeGreaterThan(6)
      expect(store.commits.length).toBeLessThanOrEqual(12)
    })
  })

  it('keeps the pace where all write as people do', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    onTestFinished(() => void vi.useRealTimers())
    const { store, group } = open({ paceMs: 16 })
    for (let ms = 0; ms < 64; ms++) {
      void group.append('a', { ...edit(ms), session: ms % 20 })
      await vi.advanceTimersByTimeAsync(1)
      for (let turn = 0; turn < 5; turn++) await nextTurn()
      store.commits.at(-1)?.succeed()
      for (let turn = 0; turn < 5; turn++) await nextTurn()
    }
    expect(store.commits.length).toBeLessThanOrEqual(5)
  })

  it('settles a whole commit in one go: a microtask after the first, all are known', async () => {
    const { store, group } = open()
    const saved: Seq[] = []
    const { promise: frame, resolve } = Promise.withResolvers<Seq[]>()
    for (const n of [1, 2, 3]) {
      void group.append('a', edit(n)).then(seq => {
        if (saved.push(seq) === 1) queueMicrotask(() => resolve([...saved]))
      })
    }
    ;(await store.begun(0)).succeed()
    expect(await frame).toEqual([1, 2, 3])
  })

  it('keeps commits apart under load, and nobody waits who writes less often', async () => {
    const paceMs = 40
    const starts: number[] = []
    const group = new GroupCommit({
      commit: async entries => {
        starts.push(performance.now())
        return entries.map((_, i) => i + 1)
      },
      onFatal: error => {
        throw error
      },
      paceMs,
    })
    const begin = performance.now()
    await group.append('a', edit(1))
    expect(performance.now() - begin).toBeLessThan(paceMs)
    await group.append('a', edit(2))
    await group.append('a', edit(3))
    const [first = 0, second = 0, third = 0] = starts
    // A timer may fire a millisecond early by the other clock.
    expect(second - first).toBeGreaterThan(paceMs - 2)
    expect(third - second).toBeGreaterThan(paceMs - 2)
  })

  it('bounds a commit by rows and by bytes, but always lets one update go', async () => {
    const { store, group } = open({ maxRows: 3, maxBytes: 100 })
    const all = Promise.all([1, 2, 3, 4].map(n => group.append('a', edit(n))))
    const large = Promise.all([group.append('a', edit(5, 500)), group.append('a', edit(6, 60))])
    const seen: number[][] = []
    for (let i = 0; seen.flat().length < 6; i++) {
      const commit = await store.begun(i)
      seen.push(numbers(commit.entries))
      commit.succeed()
    }
    expect(seen).toEqual([[1, 2, 3], [4], [5], [6]])
    expect(await all).toEqual([1, 2, 3, 4])
    expect(await large).toEqual([5, 6])
  })

  it('rejects an append to an unknown document alone', async () => {
    const { store, group } = open()
    const [known, unknown] = [group.append('a', edit(1)), group.append('nowhere', edit(1))]
    const rejected = expect(unknown).rejects.toThrow(UnknownDocument)
    ;(await store.begun(0)).succeed()
    expect(await known).toBe(1)
    await rejected
  })
})

describe('group commit on a full disk', () => {
  it('rejects what waits behind a failed append of the same document, and only that', async () => {
    const { store, group, fatal } = open()
    const first = group.append('a', edit(1))
    const commit = await store.begun(0)
    const behind = group.append('a', edit(2))
    const other = group.append('b', edit(3))
    const rejections = Promise.all(
      [first, behind].map(promise => expect(promise).rejects.toBeInstanceOf(LogFull)),
    )
    commit.fail(new LogFull('full'))
    await rejections
    const next = await store.begun(1)
    expect(numbers(next.entries)).toEqual([3])
    next.succeed()
    expect(await other).toBe(1)
    expect(fatal).toEqual([])
  })

  it('takes an append that was made after the rejection as a new attempt', async () => {
    const { store, group } = open()
    const again = group.append('a', edit(1)).catch(() => group.append('a', edit(2)))
    ;(await store.begun(0)).fail(new LogFull('full'))
    ;(await store.begun(1)).succeed()
    expect(await again).toBe(1)
  })
})

describe('group commit after a failure of which nobody knows what it left', () => {
  it('rejects everything from then on, and tells it once', async () => {
    const { store, group, fatal } = open()
    const broken = new Error('fsync failed')
    const first = expect(group.append('a', edit(1))).rejects.toBe(broken)
    const commit = await store.begun(0)
    const behind = expect(group.append('b', edit(2))).rejects.toBe(broken)
    commit.fail(broken)
    await Promise.all([first, behind])
    await expect(group.append('c', edit(3))).rejects.toBe(broken)
    expect(fatal).toEqual([broken])
    await group.close()
  })
})

describe('closing a group commit', () => {
  it('finishes what was accepted, without waiting for the pace, and refuses what comes after', async () => {
    const paceMs = 60_000
    const { store, group } = open({ paceMs })
    const first = group.append('a', edit(1))
    ;(await store.begun(0)).succeed()
    expect(await first).toBe(1)
    const second = group.append('a', edit(2))
    const closed = group.close()
    await expect(group.append('a', edit(3))).rejects.toBeInstanceOf(LogClosed)
    ;(await store.begun(1)).succeed()
    expect(await second).toBe(2)
    await closed
    await group.close()
  })
})
