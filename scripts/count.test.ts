import { expect, it } from 'vitest'
import { agree, countPlaywright, countVitest, lastLine, single, sum } from './count.ts'

const vitest = (testResults: { status: string; assertionResults: { status: string }[] }[]) => ({
  numPassedTests: testResults.flatMap(file => file.assertionResults).filter(test => test.status === 'passed')
    .length,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults,
})

it('ends with a plain count, which names skipped tests only where there are any', () => {
  expect(lastLine({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed')
  expect(lastLine({ passed: 1, failed: 2, skipped: 3 })).toBe('1 passed, 2 failed, 3 skipped')
})

it('adds up the parts, each check without tests as one', () => {
  expect(sum([single(true), single(false), { passed: 5, failed: 1, skipped: 2 }])).toEqual({
    passed: 6,
    failed: 2,
    skipped: 2,
  })
})

it('counts a failed test once', () => {
  const report = vitest([
    { status: 'failed', assertionResults: [{ status: 'passed' }, { status: 'failed' }] },
    { status: 'passed', assertionResults: [{ status: 'passed' }] },
  ])
  expect(countVitest(report)).toEqual({ passed: 2, failed: 1, skipped: 0 })
})

it('counts a test file that could not even be read as a failure', () => {
  expect(countVitest(vitest([{ status: 'failed', assertionResults: [] }]))).toEqual({
    passed: 0,
    failed: 1,
    skipped: 0,
  })
})

it('counts browser tests, and an error outside of them as a failure', () => {
  const stats = { expected: 7, unexpected: 1, flaky: 1, skipped: 2 }
  expect(countPlaywright({ stats, errors: [{ message: 'no server' }] })).toEqual({
    passed: 7,
    failed: 3,
    skipped: 2,
  })
})

it('never reports success for a runner that says it failed', () => {
  expect(agree({ passed: 3, failed: 0, skipped: 0 }, false).failed).toBe(1)
  expect(agree({ passed: 3, failed: 2, skipped: 0 }, false).failed).toBe(2)
  expect(agree({ passed: 3, failed: 0, skipped: 0 }, true).failed).toBe(0)
})

it('does not take another report for its own', () => {
  expect(() => countVitest({ stats: {} })).toThrow()
  expect(() => countPlaywright({ numPassedTests: 1 })).toThrow()
})
