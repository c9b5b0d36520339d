import type { Participant, Presence, Role } from '../../protocol/index.ts'

/** Who has the document open, as one session hears it. */
export class Roster {
  readonly #bySession = new Map<number, Participant>()

  begin(participants: readonly Participant[]): void {
    this.#bySession.clear()
    for (const participant of participants) this.#bySession.set(participant.session, participant)
  }

  /** Gives the awareness IDs of those who have left. */
  hear({ joined, left }: Presence): number[] {
    const gone = left.flatMap(session => this.#bySession.get(session)?.awarenessId ?? [])
    for (const session of left) this.#bySession.delete(session)
    for (const participant of joined) this.#bySession.set(participant.session, participant)
    // Who moves to a new session is here twice for a moment, and stays when the old one goes.
    return gone.filter(awarenessId => !this.has(awarenessId))
  }

  /** The same person, with other rights. */
  changeRole(session: number, role: Role): void {
    const participant = this.#bySession.get(session)
    if (participant !== undefined) this.#bySession.set(session, { ...participant, role })
  }

  get(session: number): Participant | undefined {
    return this.#bySession.get(session)
  }

  has(awarenessId: number): boolean {
    return this.all.some(participant => participant.awarenessId === awarenessId)
  }

  get all(): Participant[] {
    return [...this.#bySession.values()]
  }
}
