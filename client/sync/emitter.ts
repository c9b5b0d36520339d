import { reportLater } from './report-later.ts'

type Listener<Args extends readonly unknown[]> = (...args: Args) => void

/** Typed events. `Events` maps a name to its arguments. A listener that throws stops neither the others nor the emitter. */
export class Emitter<Events extends Record<keyof Events, readonly unknown[]>> {
  readonly #listeners: { [Name in keyof Events]?: Set<Listener<Events[Name]>> } = {}

  /** Returns its own undo. */
  on<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): () => void {
    const listeners = this.#listeners[name] ?? new Set()
    this.#listeners[name] = listeners.add(listener)
    return () => this.off(name, listener)
  }

  once<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): () => void {
    const off = this.on(name, (...args) => {
      off()
      listener(...args)
    })
    return off
  }

  off<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): void {
    this.#listeners[name]?.delete(listener)
  }

  protected listens(name: keyof Events): boolean {
    return (this.#listeners[name]?.size ?? 0) > 0
  }

  protected emit<Name extends keyof Events>(name: Name, ...args: Events[Name]): void {
    for (const listener of [...(this.#listeners[name] ?? [])]) {
      try {
        listener(...args)
      } catch (error) {
        reportLater(error)
      }
    }
  }

  protected removeAllListeners(): void {
    for (const name in this.#listeners) delete this.#listeners[name]
  }
}
