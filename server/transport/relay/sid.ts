import { randomBytes } from 'node:crypto'

/** An Engine.IO session's id names the node that holds the session: `node.random`. */
const sidPattern = /^([\w-]{8,40})\.[\w-]{20}$/

export const newSid = (node: string): string => `${node}.${randomBytes(15).toString('base64url')}`

/** The node that a sid names, whether there is one or not; none in anything that no node has given out. */
export const ownerOf = (sid: string): string | undefined => sidPattern.exec(sid)?.[1]

/** The sid that Engine.IO finds in an address: the last one. */
export const sidIn = (url: string): string | undefined =>
  new URL(url, 'http://localhost').searchParams.getAll('sid').at(-1)
