import type { Opened } from '../../protocol/index.ts'

/** Somebody, as the server names them. */
export interface Writer {
  user: string
  /** Empty for a guest who has given none. */
  name: string
}

/**
 * Whom the server has taken us for, in this page or, as the device tells, in an earlier one. Who signs out in one window may come back in
 * another as somebody else, or nobody, without being asked: what one has typed must not be sent in another's name.
 */
export class WhoIAm {
  #writer: Writer | undefined
  /** The server has said it to this page. */
  #isConfirmed = false

  /** Whose words those are that are written here. */
  get writer(): Writer | undefined {
    return this.#writer
  }

  /** As an earlier page left it. */
  wasLeft(writer: Writer | undefined): void {
    if (this.#isConfirmed && this.#writer?.user === writer?.user) return
    this.#writer = writer
    this.#isConfirmed = false
  }

  /** False: somebody else than in the session before. A page that has only just come may be anybody's, unless there are words that wait. */
  isStill(opened: Opened, { hasUnsaved }: { hasUnsaved: boolean }): boolean {
    const now = writerIn(opened)
    const isSame = this.#writer === undefined || now?.user === this.#writer.user || opened.isWriter === true
    if (!isSame && (this.#isConfirmed || hasUnsaved)) return false
    this.#writer = now
    this.#isConfirmed = now !== undefined
    return true
  }

  /** One is called otherwise by now. */
  isCalled(name: string): void {
    if (this.#writer !== undefined && this.#isConfirmed) this.#writer = { ...this.#writer, name }
  }

  /** From now on it may be anybody. */
  forget(): void {
    this.#writer = undefined
    this.#isConfirmed = false
  }
}

function writerIn({ session, participants }: Opened): Writer | undefined {
  const me = participants.find(participant => participant.session === session)
  return me?.user === undefined ? undefined : { user: me.user, name: me.profile.name }
}
