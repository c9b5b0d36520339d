import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['**/*.test.{ts,tsx}'],
    exclude: ['node_modules', 'dist', 'data'],
    // Processes, not threads: tests open real stores with worker threads of their own, and some end abruptly.
    pool: 'forks',
    // Integration tests wait more than they work: for people who type, for lines that are dead, for logins that end.
    maxWorkers: Math.min(6, availableParallelism() + 2),
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
})
