import { useEffect, useState } from 'react'

/** The time, a minute at a time: "5 minutes ago" does not stay so. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 60_000)
    return () => clearInterval(timer)
  }, [])
  return now
}
