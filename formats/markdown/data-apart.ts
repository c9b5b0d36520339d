/** What is in an address itself; shorter ones are read as they are. */
const data = /data:image\/[a-z]+;base64,[A-Za-z0-9+/=]{100,}/g

export type Apart = { text: string; restored: <T>(value: T) => T }

/**
 * Sets apart what makes a file long and means nothing to Markdown: a letter of a picture would cost as much to read as one of a word. A
 * short word stands in its place, that is nowhere else.
 */
export function withDataApart(text: string): Apart {
  const store = new DataStore()
  return {
    text: text.replace(data, address => store.keep(address)),
    restored: value => store.restored(value),
  }
}

export class DataStore {
  readonly #mark = `data:${crypto.randomUUID()}`
  readonly #kept: string[] = []

  keep(address: string): string {
    return `${this.#mark}.${this.#kept.push(address) - 1}.`
  }

  /** Everywhere in plain data. */
  restored<T>(value: T): T {
    if (this.#kept.length === 0) return value
    return this.#within(value) as T
  }

  #within(value: unknown): unknown {
    if (typeof value === 'string') return value.includes(this.#mark) ? this.#text(value) : value
    if (Array.isArray(value)) return value.map(each => this.#within(each))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, this.#within(each)]))
  }

  #text(text: string): string {
    const [first = '', ...rest] = text.split(`${this.#mark}.`)
    return (
      first +
      rest
        .map(part => {
          const end = part.indexOf('.')
          return (this.#kept[Number(part.slice(0, end))] ?? '') + part.slice(end + 1)
        })
        .join('')
    )
  }
}
