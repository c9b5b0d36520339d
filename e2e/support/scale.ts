const isLong = process.env.FAULTS === 'long'

/** A short run each time that everything is tested, a long one for `npm run test:faults`. */
export function scale<T>(short: T, long: T): T {
  return isLong ? long : short
}
