import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['**/*.test.{ts,tsx}'],
    exclude: ['node_modules', 'dist', 'data'],
    // Processes, not threads: tests open real stores with worker threads of their own, and some end abruptly.
    pool: 'forks',
    // Integration tests start servers beside themselves.
    maxWorkers: Math.min(4, Math.max(2, availableParallelism() - 1)),
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
})
