import { useCallback, useState } from 'react'

const inAddress = () => new URLSearchParams(location.search).get('search') ?? ''

/** What is looked for. The address has it, too, without a step in the history for each letter: the way back from a document leads to what
 *  was found. */
export function useTyped(): [string, (typed: string) => void] {
  const [typed, setTyped] = useState(inAddress)
  const change = useCallback((next: string) => {
    setTyped(next)
    const url = new URL(location.href)
    if (next.trim() === '') url.searchParams.delete('search')
    else url.searchParams.set('search', next)
    history.replaceState(history.state, '', url)
  }, [])
  return [typed, change]
}
