import type { ChatMessage } from '../../../protocol/chat.ts'

/** Of one person, at about one time: their name is said once. */
const oneBreathInMs = 5 * 60_000

/** A message, and what stands above it. */
export interface Line {
  message: ChatMessage
  /** It is the first of its day. */
  isNewDay: boolean
  /** Its author is named. */
  isNamed: boolean
}

export function linesOf(messages: readonly ChatMessage[]): Line[] {
  return messages.map((message, at) => {
    const before = messages[at - 1]
    const isNewDay = before === undefined || dayOf(before.at) !== dayOf(message.at)
    const isSame = before !== undefined && before.user === message.user && before.name === message.name
    const isNamed = isNewDay || !isSame || message.at - before.at > oneBreathInMs
    return { message, isNewDay, isNamed }
  })
}

const dayOf = (at: number) => new Date(at).toDateString()

/** How many days ago that was, by the calendar. */
export function daysAgo(at: number, now: number): number {
  const midnight = (time: number) => new Date(time).setHours(0, 0, 0, 0)
  return Math.round((midnight(now) - midnight(at)) / 86_400_000)
}
