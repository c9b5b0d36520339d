import type { PersonHere } from '../document/people.ts'

type Someone = Pick<PersonHere, 'key' | 'name' | 'isMe'>

export interface News {
  joined: readonly Someone[]
  left: readonly Someone[]
}

/** What happens within this time is told together; who goes and comes back in it was never away. In ms. */
const gatherMs = 1_500

/** Tells who has come and who has gone, a moment later and all at once. `found`: who was here before. */
export function tellArrivals(found: readonly Someone[], tell: (news: News) => void) {
  let told = found
  let now = found
  let timer: ReturnType<typeof setTimeout> | undefined
  const look = () => {
    timer = undefined
    const joined = without(now, told)
    const left = without(told, now)
    told = now
    if (joined.length + left.length > 0) tell({ joined, left })
  }
  return {
    /** Who is here now; undefined while nobody can know. */
    hear(people: readonly Someone[] | undefined) {
      if (people === undefined) {
        clearTimeout(timer)
        timer = undefined
      } else {
        now = people
        timer ??= setTimeout(look, gatherMs)
      }
    },
    close: () => clearTimeout(timer),
  }
}

function without(people: readonly Someone[], others: readonly Someone[]): Someone[] {
  return people.filter(({ key, isMe }) => !isMe && !others.some(other => other.key === key))
}
