import { stripVTControlCharacters } from 'node:util'
import * as v from 'valibot'

/** At most so much of what a test said: enough to know it by, a line or a few. */
const longest = 600

const vitestReport = v.object({
  testResults: v.array(
    v.object({
      name: v.string(),
      status: v.string(),
      message: v.optional(v.string(), ''),
      assertionResults: v.array(
        v.object({
          status: v.string(),
          fullName: v.string(),
          failureMessages: v.optional(v.nullable(v.array(v.string()))),
        }),
      ),
    }),
  ),
})

/** Vitest's JSON: each test that failed, and each file that failed around its tests, with what it said. */
export function vitestFailures(report: unknown): string[] {
  return v.parse(vitestReport, report).testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter(test => test.status === 'failed')
    if (status === 'failed' && failed.length === 0) return [told(name, message)]
    return failed.map(test => told(`${name} › ${test.fullName}`, test.failureMessages?.join('\n') ?? ''))
  })
}

interface Suite {
  specs: { title: string; file: string; line: number; tests: { status: string; results: Result[] }[] }[]
  suites?: Suite[] | undefined
}

interface Result {
  errors: { message?: string | undefined }[]
}

const playwrightError = v.object({ message: v.optional(v.string()) })
const playwrightSuite: v.GenericSchema<Suite> = v.object({
  specs: v.array(
    v.object({
      title: v.string(),
      file: v.string(),
      line: v.number(),
      tests: v.array(
        v.object({ status: v.string(), results: v.array(v.object({ errors: v.array(playwrightError) })) }),
      ),
    }),
  ),
  suites: v.optional(v.array(v.lazy(() => playwrightSuite))),
})
const playwrightReport = v.object({ errors: v.array(playwrightError), suites: v.array(playwrightSuite) })

/** Playwright's JSON: each test that failed, and each error outside of the tests, with what it said. */
export function playwrightFailures(report: unknown): string[] {
  const { errors, suites } = v.parse(playwrightReport, report)
  return [...errors.map(({ message = '' }) => told('Playwright', message)), ...suites.flatMap(failuresIn)]
}

function failuresIn({ specs, suites = [] }: Suite): string[] {
  const own = specs.flatMap(({ title, file, line, tests }) =>
    tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ results }) => {
        const said = results.flatMap(({ errors }) => errors.map(({ message = '' }) => message))
        return told(`${file}:${line} › ${title}`, said.join('\n'))
      }),
  )
  return [...own, ...suites.flatMap(failuresIn)]
}

function told(where: string, said: string): string {
  const lines = stripVTControlCharacters(said)
    .split('\n')
    .filter(line => line.trim() !== '')
  return [where, ...lines.join('\n').slice(0, longest).split('\n')].join('\n    ').trimEnd()
}
