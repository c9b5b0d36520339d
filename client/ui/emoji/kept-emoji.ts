import * as v from 'valibot'
import { keep } from '../device/kept.ts'
import { type Tone, tones } from './emoji.ts'

/** As many as fill three lines of the panel. */
const most = 24

/** What this person used last, the newest first, as it stands in the text: without tones of skin. */
export const recentEmoji = keep<readonly string[]>('emoji-recent', v.array(v.string()), () => [])
export const keptTone = keep<Tone>('emoji-tone', v.picklist(tones), () => 'none')

export function rememberEmoji(text: string): void {
  const others = recentEmoji.get().filter(other => other !== text)
  recentEmoji.set([text, ...others].slice(0, most))
}
