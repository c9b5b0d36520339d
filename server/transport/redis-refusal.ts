import { ErrorReply } from 'redis'

/** Where an address leads, for people: never with its password. */
export function redisPlaceOf(url: string): string {
  const { hostname, port } = new URL(url)
  return `${hostname || 'localhost'}:${port || 6379}`
}

/** What to do about a Redis that is there and will not serve us, which no waiting changes. Undefined for everything else. */
export function redisRefusal(error: unknown, place: string): string | undefined {
  const reply = error instanceof Error && error.cause instanceof ErrorReply ? error.cause : error
  if (!(reply instanceof ErrorReply)) return undefined
  const { message } = reply
  if (message.startsWith('NOAUTH'))
    return `Redis at ${place} wants a password: name it in REDIS_URL (redis://:PASSWORD@${place}).`
  if (message.startsWith('WRONGPASS'))
    return `Redis at ${place} does not know the user or the password in REDIS_URL: correct them.`
  if (message.startsWith('NOPERM'))
    return `Redis at ${place} forbids its user what Quire needs (${message}): give it the right, or name another user in REDIS_URL.`
  const [, unknown] = /^ERR unknown command ['`]?(\w+)/i.exec(message) ?? []
  if (unknown !== undefined)
    return `Redis at ${place} does not know ${unknown}: Quire needs Redis 7 or later, with all its commands.`
  if (message.startsWith('MOVED'))
    return `Redis at ${place} is a Redis Cluster: name a single server in REDIS_URL.`
  if (message.startsWith('ERR DB index'))
    return `Redis at ${place} has no database of the number in REDIS_URL: correct it.`
  return undefined
}
