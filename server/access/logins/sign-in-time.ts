/** Between leaving for the provider and coming back: some people look for their telephone first. */
export const signInWithinMs = 15 * 60_000
