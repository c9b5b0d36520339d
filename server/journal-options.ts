import type { Config } from './config.ts'

const severities: Record<string, string> = { warn: 'WARNING', fatal: 'CRITICAL' }

/** Pino's options for one JSON object a line, with the names that Google Cloud's log viewer reads by itself. */
export function journalOptions(level: Config['logLevel']) {
  return {
    level,
    base: null,
    messageKey: 'message',
    formatters: { level: (label: string) => ({ severity: severities[label] ?? label.toUpperCase() }) },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
  }
}
