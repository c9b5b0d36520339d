import * as Y from 'yjs'
import { QuireProvider, type QuireProviderOptions, type Status } from '../../client/sync/index.ts'
import { until } from './until.ts'

/** Somebody who types like a clock, whatever becomes of their connection. */
export interface Traveller {
  readonly provider: QuireProvider
  /** Whom one is compared with: the same name means the same way to the same server. */
  readonly kind: string
  readonly typed: number
  /** When each letter was typed, and when it was acknowledged: milliseconds, by `performance.now()`. */
  readonly letters: readonly { at: number; savedAt: number }[]
  /** When they went over to another connection. */
  readonly moves: readonly number[]
  /** Every status that they were shown, but for how much is unsaved. */
  readonly statuses: ReadonlySet<string>
  /** Types no more; resolves when all is acknowledged. */
  stop(): Promise<void>
}

interface TravellerOptions extends Partial<QuireProviderOptions> {
  url: string
  documentId: string
  kind: string
}

const letterEveryMs = 40

/** Opens the document, and begins to type when it is open. */
export async function openTraveller({ kind, ...options }: TravellerOptions): Promise<Traveller> {
  const doc = new Y.Doc()
  const provider = new QuireProvider({ offline: false, ...options, doc })
  await provider.whenSynced
  const letters: { at: number; savedAt: number }[] = []
  const moves: number[] = []
  const statuses = new Set<string>()
  const note = ({ unsaved: _, ...status }: Status) => statuses.add(JSON.stringify(status))
  note(provider.status)
  provider.on('status', note)
  let { session } = provider
  let typed = 0
  const look = () => {
    if (provider.session === undefined || provider.session === session) return
    session = provider.session
    moves.push(performance.now())
  }
  const type = () => {
    look()
    const at = performance.now()
    doc.getText('text').insert(0, 'x')
    provider.awareness.setLocalState({ caret: ++typed })
    // Who leaves before that has no answer to wait for.
    const isSaved = () => letters.push({ at, savedAt: performance.now() })
    void provider.whenSaved().then(isSaved, () => undefined)
  }
  const typing = setInterval(type, letterEveryMs)
  return {
    provider,
    kind,
    letters,
    moves,
    statuses,
    get typed() {
      return typed
    },
    stop: () => {
      clearInterval(typing)
      return provider.whenSaved()
    },
  }
}

/** Notes whenever somebody's caret or name is not there for another. Resolves when all of them see all of them. */
export async function watchEachOther(travellers: readonly Traveller[]): Promise<string[]> {
  const absences: string[] = []
  for (const [i, { provider }] of travellers.entries()) {
    for (const [j, { provider: other }] of travellers.entries()) {
      if (i === j) continue
      const { clientID } = other.awareness
      const hasCaret = () => provider.awareness.getStates().has(clientID)
      const times = () => provider.participants.filter(({ awarenessId }) => awarenessId === clientID).length
      await until(() => hasCaret() && times() === 1, `${i} to see ${j}`)
      provider.awareness.on('change', () => hasCaret() || absences.push(`${i} lost the caret of ${j}`))
      provider.on('participants', () => times() === 1 || absences.push(`${i} saw ${j} ${times()} times`))
    }
  }
  return absences
}

/** From before anything of a move begins to after its end. */
const before = 800
const after = 400

/** How long acknowledgements of letters typed during a move took, and as many that others of the kind typed in the same seconds, who stayed
 *  where they were: what the machine has people wait for, it has both wait for. */
export interface Comparison {
  moves: number
  letters: number
  slowestInMs: { moving: number; usually: number }
}

export function compare(travellers: readonly Traveller[]): Comparison {
  const moving: number[] = []
  const usually: number[] = []
  let moves = 0
  for (const one of travellers) {
    for (const moment of one.moves) {
      const rests = ({ moves }: Traveller) =>
        moves.every(each => each + after < moment - before || each - before > moment + after)
      const other = travellers.find(each => each !== one && each.kind === one.kind && rests(each))
      if (other === undefined) continue
      moves++
      const [own, others] = [waitsAround(one, moment), waitsAround(other, moment)]
      const count = Math.min(own.length, others.length)
      // Of the one who moves, the slowest are never left out.
      moving.push(...own.sort((a, b) => b - a).slice(0, count))
      usually.push(...others.slice(0, count))
    }
  }
  return {
    moves,
    letters: moving.length,
    slowestInMs: { moving: Math.max(...moving), usually: Math.max(...usually) },
  }
}

function waitsAround({ letters }: Traveller, moment: number): number[] {
  const around = letters.filter(({ at }) => at > moment - before && at < moment + after)
  return around.map(({ at, savedAt }) => savedAt - at)
}
