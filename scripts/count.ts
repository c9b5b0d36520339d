import * as v from 'valibot'

export interface Count {
  passed: number
  failed: number
  skipped: number
}

/** A run's last line. */
export function lastLine({ passed, failed, skipped }: Count): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

export function sum(counts: Count[]): Count {
  return counts.reduce((a, b) => ({
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  }))
}

/** What a check without tests of its own amounts to. */
export function single(ok: boolean): Count {
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 }
}

const vitestReport = v.object({
  numPassedTests: v.number(),
  numPendingTests: v.number(),
  numTodoTests: v.number(),
  testResults: v.array(
    v.object({ status: v.string(), assertionResults: v.array(v.object({ status: v.string() })) }),
  ),
})

const playwrightReport = v.object({
  errors: v.array(v.unknown()),
  stats: v.object({
    expected: v.number(),
    unexpected: v.number(),
    flaky: v.number(),
    skipped: v.number(),
  }),
})

/** Vitest's JSON. A file that failed before its first test, or around them, is one failure more. */
export function countVitest(report: unknown): Count {
  const { testResults, ...numbers } = v.parse(vitestReport, report)
  const failures = testResults.map(({ status, assertionResults }) => {
    const failed = assertionResults.filter(test => test.status === 'failed').length
    return status === 'failed' ? Math.max(1, failed) : failed
  })
  return {
    passed: numbers.numPassedTests,
    failed: failures.reduce((a, b) => a + b, 0),
    skipped: numbers.numPendingTests + numbers.numTodoTests,
  }
}

/** Playwright's JSON. A test that passed only at its second try is no pass. */
export function countPlaywright(report: unknown): Count {
  const { errors, stats } = v.parse(playwrightReport, report)
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
  }
}

/** A runner that says it failed has failed, even if each of its tests passed: an error outside of them, or no test at all. */
export function agree(count: Count, ok: boolean): Count {
  return ok || count.failed > 0 ? count : { ...count, failed: 1 }
}
