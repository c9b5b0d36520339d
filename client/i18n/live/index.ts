import type { Language } from '../language.ts'
import { liveEn } from './en.ts'
import { liveKo } from './ko.ts'

export type LiveTexts = typeof liveEn

/** Both are small: to fetch one by itself would take longer than to have the other, too. */
export const liveTexts: Record<Language, LiveTexts> = { en: liveEn, ko: liveKo }
