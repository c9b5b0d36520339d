import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react'

/** So near to its end one reads the newest. */
const nearInPx = 48

/** Keeps the newest in sight for who reads it, and what one reads in its place for everybody else. */
export function useLogScroll(
  log: RefObject<HTMLElement | null>,
  { oldest, length }: { oldest: number | undefined; length: number },
): { isAtEnd: boolean; onScroll: () => void; goToEnd: () => void } {
  const [isAtEnd, setAtEnd] = useState(true)
  const before = useRef({ oldest, height: 0 })

  const goToEnd = useCallback(() => {
    const { current } = log
    if (current !== null) current.scrollTop = current.scrollHeight
  }, [log])
  const onScroll = useCallback(() => {
    const { current } = log
    if (current !== null) setAtEnd(current.scrollHeight - current.scrollTop - current.clientHeight < nearInPx)
  }, [log])

  // biome-ignore lint/correctness/useExhaustiveDependencies: another length means that something has come.
  useLayoutEffect(() => {
    const { current } = log
    if (current === null) return
    const { oldest: was, height } = before.current
    const isHistory = was !== undefined && oldest !== undefined && oldest < was
    if (isHistory) current.scrollTop += current.scrollHeight - height
    else if (isAtEnd) goToEnd()
    before.current = { oldest, height: current.scrollHeight }
  }, [log, oldest, length])
  return { isAtEnd, onScroll, goToEnd }
}
