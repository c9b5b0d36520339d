import { vi } from 'vitest'

const { waitFor } = vi

/** What a test waits for comes in a moment, and on a busy machine in some seconds: later than the one that Vitest gives it. */
vi.waitFor = (callback, options = { timeout: 15_000, interval: 20 }) => waitFor(callback, options)
