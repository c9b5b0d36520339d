import type { ReactNode } from 'react'
import type { Hits } from '../../../protocol/search.ts'

/** A text with what was found in it marked. */
export function Marked({ text, hits }: { text: string; hits: Hits }) {
  const parts: ReactNode[] = []
  let at = 0
  for (const [from, to] of hits) {
    parts.push(text.slice(at, from), <mark key={from}>{text.slice(from, to)}</mark>)
    at = to
  }
  return (
    <>
      {parts}
      {text.slice(at)}
    </>
  )
}
