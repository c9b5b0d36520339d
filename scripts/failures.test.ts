import { expect, it } from 'vitest'
import { playwrightFailures, vitestFailures } from './failures.ts'

it('names each test that failed with the beginning of what it said', () => {
  const report = {
    testResults: [
      {
        name: 'a.test.ts',
        status: 'failed',
        assertionResults: [
          { status: 'passed', fullName: 'adds', failureMessages: [] },
          {
            status: 'failed',
            fullName: 'takes away',
            failureMessages: [`\u001b[31mexpected 1\u001b[0m\n\n${'x'.repeat(2_000)}`],
          },
        ],
      },
    ],
  }
  const [failure = '', ...others] = vitestFailures(report)
  expect(others).toEqual([])
  expect(failure).toMatch(/^a\.test\.ts › takes away\n {4}expected 1\n {4}x+$/)
  expect(failure.length).toBeLessThan(1_000)
})

it('names a test file that could not even be read', () => {
  const report = {
    testResults: [{ name: 'b.test.ts', status: 'failed', message: 'No such module', assertionResults: [] }],
  }
  expect(vitestFailures(report)).toEqual(['b.test.ts\n    No such module'])
})

it('finds browser tests that failed in groups within groups, and what went wrong outside of tests', () => {
  const test = (status: string, message: string) => ({ status, results: [{ errors: [{ message }] }] })
  const spec = (title: string, status: string) => ({
    title,
    file: 'c.spec.ts',
    line: 7,
    tests: [test(status, 'Not found')],
  })
  const report = {
    errors: [{ message: 'no server' }],
    suites: [{ specs: [spec('one', 'expected')], suites: [{ specs: [spec('two', 'unexpected')] }] }],
  }
  expect(playwrightFailures(report)).toEqual([
    'Playwright\n    no server',
    'c.spec.ts:7 › two\n    Not found',
  ])
})
