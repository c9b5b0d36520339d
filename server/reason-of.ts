/** What went wrong, in a line for operators: of an error that wraps others the innermost, which alone knows it. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // A name that leads to several addresses fails with all their errors in one.
  const [within] = error instanceof AggregateError ? error.errors : [error.cause]
  if (within instanceof Error) return reasonOf(within)
  const [line = ''] = error.message.split('\n')
  return line === '' ? error.name : line
}
