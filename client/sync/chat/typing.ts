import type { Awareness } from 'y-protocols/awareness'
import type { Participant } from '../../../protocol/index.ts'

/** Whoever pauses for longer does not seem to be writing. */
const pauseInMs = 4_000

export interface TypingOptions {
  awareness: Awareness
  participants: () => readonly Participant[]
  changed: () => void
}

/** Who is writing a message at this moment: told by awareness, which nobody keeps. */
export class Typing {
  readonly #options: TypingOptions
  #others: readonly Participant[] = []
  #pause: ReturnType<typeof setTimeout> | undefined

  constructor(options: TypingOptions) {
    this.#options = options
    options.awareness.on('change', this.look)
  }

  get others(): readonly Participant[] {
    return this.#others
  }

  /** I am, or have stopped. */
  set(isTyping: boolean): void {
    clearTimeout(this.#pause)
    const { awareness } = this.#options
    const state = awareness.getLocalState()
    if (state === null) return
    const wasTyping = isTypingIn(state)
    if (isTyping !== wasTyping) awareness.setLocalStateField('chat', isTyping ? { typing: true } : null)
    if (isTyping) this.#pause = setTimeout(() => this.set(false), pauseInMs)
  }

  close(): void {
    this.set(false)
    this.#options.awareness.off('change', this.look)
  }

  readonly look = (): void => {
    const { awareness, participants, changed } = this.#options
    const states = awareness.getStates()
    const others = participants().filter(
      ({ awarenessId, role }) =>
        awarenessId !== awareness.clientID && role !== 'viewer' && isTypingIn(states.get(awarenessId)),
    )
    const isSame =
      others.length === this.#others.length && others.every((each, i) => each === this.#others[i])
    if (isSame) return
    this.#others = others
    changed()
  }
}

/** What others say of themselves may be anything. */
function isTypingIn(state: unknown): boolean {
  if (typeof state !== 'object' || state === null || !('chat' in state)) return false
  const { chat } = state
  return typeof chat === 'object' && chat !== null && 'typing' in chat && chat.typing === true
}
