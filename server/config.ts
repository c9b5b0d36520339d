import * as v from 'valibot'

/** What an operator may set; the only reader of the environment. */
export interface Config {
  port: number
  host: string
  /** Where the database file lives. */
  dataDir: string
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
}

const environment = v.object({
  PORT: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{1,5}$/, 'must be a port number, as in PORT=8080'),
      v.transform(Number),
      v.maxValue(65_535, 'must be at most 65535'),
    ),
    '8080',
  ),
  HOST: v.optional(v.pipe(v.string(), v.nonEmpty('must not be empty')), '127.0.0.1'),
  DATA_DIR: v.optional(v.pipe(v.string(), v.nonEmpty('must not be empty')), './data'),
  LOG_LEVEL: v.optional(
    v.picklist(['debug', 'info', 'warn', 'error', 'silent'], 'must be debug, info, warn, error or silent'),
    'warn',
  ),
})

/** @throws {Error} with a sentence that names the variable and says what it must be */
export function readConfig(env: Record<string, string | undefined>): Config {
  const result = v.safeParse(environment, env)
  if (!result.success) {
    const sentences = result.issues.map(issue => {
      const name = v.getDotPath(issue) ?? 'The environment'
      return `${name} ${issue.message} (it is ${JSON.stringify(issue.input)}).`
    })
    throw new Error(sentences.join('\n'))
  }
  const { PORT, HOST, DATA_DIR, LOG_LEVEL } = result.output
  return { port: PORT, host: HOST, dataDir: DATA_DIR, logLevel: LOG_LEVEL }
}
