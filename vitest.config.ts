import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The tests that take longest begin first, so that none of them is what everything waits for at the end. */
class IntegrationFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isIntegration = ({ moduleId }: TestSpecification) => moduleId.includes('/e2e/')
    return [...sorted.filter(isIntegration), ...sorted.filter(file => !isIntegration(file))]
  }
}

export default defineConfig({
  test: {
    include: ['**/*.test.{ts,tsx}'],
    exclude: ['node_modules', 'dist', 'data'],
    setupFiles: 'scripts/patient-tests.ts',
    // Processes, not threads: tests open real stores with worker threads of their own, and some end abruptly.
    pool: 'forks',
    // Integration tests wait more than they work: for people who type, for lines that are dead, for logins that end.
    maxWorkers: Math.min(6, availableParallelism() + 3),
    sequence: { sequencer: IntegrationFirst },
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
})
