import { type Profile, profileSchema } from '../../../protocol/index.ts'
import { keep } from './kept.ts'
import { randomColor } from './palette.ts'

/** Who I am to others, until I say otherwise: no name yet ("Guest" in the reader's language) and a colour. */
export const keptProfile = keep<Profile>('profile', profileSchema, () => ({ name: '', color: randomColor() }))

/** Keeps the colour that chance gave at the first visit: a guest looks the same after a reload, and in every tab. */
export function settleProfile(): void {
  keptProfile.set(keptProfile.get())
}
