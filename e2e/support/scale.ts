const isLong = process.env.FAULTS === 'long'

/** A short run each time that everything is tested, a long one for `npm run test:faults`. */
export function scale<T>(short: T, long: T): T {
  return isLong ? long : short
}

/** Times the bounds that people feel: a short run shares the machine with all other tests, a long one has it to itself. */
export const slack: number = scale(3, 1)
