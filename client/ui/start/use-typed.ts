import { useEffect, useState } from 'react'

const inAddress = () => new URLSearchParams(location.search).get('search') ?? ''

/** What is looked for. The address has it, too, without a step in the history for each letter: the way back from a document leads to what
 *  was found. */
export function useTyped(): [string, (typed: string) => void] {
  const [typed, setTyped] = useState(inAddress)
  useEffect(() => {
    // Not for each letter: some browsers allow a hundred such changes in half a minute.
    const timer = setTimeout(() => {
      const url = new URL(location.href)
      if (typed.trim() === '') url.searchParams.delete('search')
      else url.searchParams.set('search', typed)
      if (url.href !== location.href) history.replaceState(history.state, '', url)
    }, 250)
    return () => clearTimeout(timer)
  }, [typed])
  return [typed, setTyped]
}
