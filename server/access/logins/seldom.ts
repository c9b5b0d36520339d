const intervalInMs = 60_000
/** Of what is told, there are few kinds. */
const maxKinds = 100

/** Tells each thing at most once a minute: whoever causes it on purpose should not fill the journal. */
export function seldom(tell: (what: string) => void, now = () => performance.now()): (what: string) => void {
  const toldAt = new Map<string, number>()
  return what => {
    const last = toldAt.get(what)
    if (last !== undefined && now() - last < intervalInMs) return
    if (toldAt.size >= maxKinds) toldAt.clear()
    toldAt.set(what, now())
    tell(what)
  }
}
