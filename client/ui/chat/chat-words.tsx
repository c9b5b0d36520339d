import type { ReactNode } from 'react'
import { addressesIn } from '../../editor/schema/link-address.ts'

/** What somebody said: text alone, in which web addresses can be followed. */
export function ChatWords({ text }: { text: string }) {
  const parts: ReactNode[] = []
  let done = 0
  for (const { from, to, href } of addressesIn(text)) {
    parts.push(text.slice(done, from))
    parts.push(
      <a key={from} href={href} target="_blank" rel="noopener noreferrer nofollow">
        {text.slice(from, to)}
      </a>,
    )
    done = to
  }
  parts.push(text.slice(done))
  return <p className="chat-words">{parts}</p>
}
