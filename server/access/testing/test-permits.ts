import { type Refusal, type Role, refuse } from '../../../protocol/index.ts'
import type { EndCause, Question } from '../access.ts'
import type { PermitEvents, Permits } from '../permits.ts'
import { type Action, allows } from '../roles.ts'

interface Given {
  question: Question
  role: Role
  events: PermitEvents
  isOver: boolean
}

/** Permits that a test gives, changes and takes. Each names whom it means by what was asked. */
export interface TestPermits extends Permits {
  /** Answers what is asked from now on. Everybody edits, unless said otherwise. */
  answer: (question: Question) => Role | Refusal
  /** What was asked, in its order. */
  readonly asked: Question[]
  /** Something has changed, and the permits held have not heard yet what it means to them. */
  isInDoubt: boolean
  /** How many are held. */
  readonly held: number
  change(role: Role, of?: (question: Question) => boolean): void
  end(cause: EndCause, of?: (question: Question) => boolean): void
  /** Nobody can be asked about them. */
  doubt(refusal: Refusal, of?: (question: Question) => boolean): void
}

/** `pause`: how long the store takes. */
export function openTestPermits(pause: () => Promise<void> = async () => {}): TestPermits {
  const given = new Set<Given>()
  const asked: Question[] = []
  const end = (of: (question: Question) => boolean, tell: (events: PermitEvents) => void) => {
    for (const permit of [...given]) {
      if (!of(permit.question)) continue
      permit.isOver = true
      given.delete(permit)
      tell(permit.events)
    }
  }
  const permits: TestPermits = {
    answer: () => 'editor',
    asked,
    isInDoubt: false,
    get held() {
      return given.size
    },
    open: async (question, events) => {
      asked.push(question)
      await pause()
      const role = permits.answer(question)
      if (typeof role !== 'string') return role
      const permit: Given = { question, role, events, isOver: false }
      given.add(permit)
      return {
        get role() {
          return permit.role
        },
        get isInDoubt() {
          return permits.isInDoubt
        },
        allows: (action: Action) => !permit.isOver && allows(permit.role, action),
        release: () => void given.delete(permit),
      }
    },
    change: (role, of = () => true) => {
      for (const permit of [...given]) {
        if (!of(permit.question) || permit.role === role) continue
        permit.role = role
        permit.events.roleChanged(role)
      }
    },
    end: (cause, of = () => true) => end(of, events => events.ended(cause)),
    doubt: (refusal, of = () => true) => end(of, events => events.unsure(refusal)),
    close: () => given.clear(),
  }
  return permits
}

/** The answer for whom there is no such document. */
export const unknown = refuse('unknown-document')
