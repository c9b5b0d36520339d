import type { blocksEn } from './blocks/en.ts'
import type { chatEn } from './chat/en.ts'
import type { emojiEn } from './emoji/en.ts'
import type { en } from './en.ts'
import type { finding } from './finding/en.ts'
import type { Language } from './language.ts'
import type { richEn } from './rich/en.ts'

/** The texts of one language, or a part of them. */
export interface Texts {
  readonly [key: string]: string | Texts
}

interface Shapes {
  main: typeof en
  blocks: typeof blocksEn
  chat: typeof chatEn
  emoji: typeof emojiEn
  finding: typeof finding
  rich: typeof richEn
}
/** Texts come in volumes: `main` with the first page, each other one with the code that needs it. */
export type Volume = keyof Shapes

type WithoutForm<Key extends string> = Key extends `${infer Base}_one` | `${infer Base}_other` ? Base : Key
type KeysIn<Shape> = {
  [Key in keyof Shape & string]: Shape[Key] extends string ? WithoutForm<Key> : `${Key}.${KeysIn<Shape[Key]>}`
}[keyof Shape & string]

/** A text's place, such as `share.link.heading`; `rich:code.plain` for one of another volume. */
export type TextKey<Of extends Volume = 'main'> =
  | KeysIn<Shapes[Of]>
  | { [Each in Exclude<Volume, 'main'>]: `${Each}:${KeysIn<Shapes[Each]>}` }[Exclude<Volume, 'main'>]

export type Values = Readonly<Record<string, string | number>>

/** Gives the text with `{{name}}` filled in from `values`; with a `count`, in the form that the language has for that number. */
export type Translate<Of extends Volume = 'main'> = (key: TextKey<Of>, values?: Values) => string

/**
 * The interface's words in one language at a time, which may change while it is read. A library for this is a sixteenth of all that a
 * page loads before one can type; what of it is used here is below.
 */
export class Translator {
  readonly #texts = new Map<string, Texts>()
  readonly #listeners = new Set<() => void>()
  #language: Language = 'en'
  #made = new Map<Volume, (key: string, values?: Values) => string>()

  get language(): Language {
    return this.#language
  }

  readonly t: Translate = (key, values) => this.#text('main', key, values)

  /** The same function until the language changes: what is made with it need not be made again. */
  of<Of extends Volume>(volume: Of): Translate<Of> {
    const made = this.#made.get(volume) ?? ((key: string, values?: Values) => this.#text(volume, key, values))
    this.#made.set(volume, made)
    return made
  }

  has(language: Language, volume: Volume): boolean {
    return this.#texts.has(`${language}:${volume}`)
  }

  add(language: Language, volume: Volume, texts: Texts): void {
    this.#texts.set(`${language}:${volume}`, texts)
  }

  /** The texts of that language must have been added. */
  speak(language: Language): void {
    this.#language = language
    this.#made = new Map()
    for (const listener of this.#listeners) listener()
  }

  /** Called when another language is spoken. Returns its own undo. */
  readonly onChange = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #text(volume: Volume, key: string, values: Values = {}): string {
    const [place = '', other] = key.split(':').reverse()
    const texts = this.#texts.get(`${this.#language}:${other ?? volume}`) ?? {}
    const form = typeof values.count === 'number' ? this.#form(values.count) : undefined
    const text =
      (form && find(texts, `${place}_${form}`)) ?? find(texts, `${place}_other`) ?? find(texts, place)
    return (text ?? key).replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''))
  }

  #form(count: number): Intl.LDMLPluralRule {
    return new Intl.PluralRules(this.#language).select(count)
  }
}

function find(texts: Texts, place: string): string | undefined {
  let found: string | Texts | undefined = texts
  for (const step of place.split('.')) {
    if (typeof found !== 'object') return undefined
    found = found[step]
  }
  return typeof found === 'string' ? found : undefined
}
