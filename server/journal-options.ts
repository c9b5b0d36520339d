import type { Config } from './config.ts'

const severities: Record<string, string> = { warn: 'WARNING', fatal: 'CRITICAL' }

/** Pino's options for one JSON object a line, with the names that Google Cloud's log viewer reads by itself. */
export function journalOptions(level: Config['logLevel']) {
  return {
    level,
    base: null,
    messageKey: 'message',
    serializers: { documentId: partOf, path: (path: string) => path.replace(idInPath, partOf) },
    formatters: { level: (label: string) => ({ severity: severities[label] ?? label.toUpperCase() }) },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
  }
}

const idInPath = /(?<=\/documents\/)[\w-]+/

/** Enough to tell one document from another: of some, the whole address is what lets people write in them. */
function partOf(documentId: string): string {
  return documentId.length > 12 ? `${documentId.slice(0, 8)}…` : documentId
}
