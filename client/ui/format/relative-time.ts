const steps: readonly { unit: Intl.RelativeTimeFormatUnit; seconds: number }[] = [
  { unit: 'minute', seconds: 60 },
  { unit: 'hour', seconds: 3_600 },
  { unit: 'day', seconds: 86_400 },
  { unit: 'week', seconds: 604_800 },
]

/** "just now" is left to the caller (undefined): Intl has only "now". Older than four weeks it is a date. Both times are
 *  milliseconds since 1970. */
export function relativeTime(at: number, now: number, language: string): string | undefined {
  const seconds = Math.max(0, Math.round((now - at) / 1_000))
  if (seconds < 60) return undefined
  const step = steps.findLast(({ seconds: length }) => seconds >= length)
  if (step === undefined) return undefined
  const amount = Math.floor(seconds / step.seconds)
  if (step.unit === 'week' && amount > 4) return calendarDate(at, now, language)
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-amount, step.unit)
}

function calendarDate(at: number, now: number, language: string): string {
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  return new Intl.DateTimeFormat(language, {
    month: 'long',
    day: 'numeric',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(at)
}
