import { createClient } from 'redis'
import { redisPlaceOf, redisRefusal } from './redis-refusal.ts'

/** A Redis that has not answered by then is away, and nobody waits for it. */
const answerWithinMs = 2_000
const channel = 'quire:knock'

/**
 * Asks a Redis, where there is one, for what a node will need of it. One that is away is no fault of the configuration, as far as
 * one can tell: the node can do without, and tells of it.
 * @throws {Error} with a sentence that says what to do, when Redis answers, and will not have us
 */
export async function knockAtRedis(url: string): Promise<void> {
  const client = createClient({
    url,
    name: 'quire-start',
    disableOfflineQueue: true,
    socket: { connectTimeout: answerWithinMs, reconnectStrategy: false },
  })
  // Whatever it is rejects what is asked, too.
  client.on('error', () => {})
  const leave = () => {
    if (client.isOpen) client.destroy()
  }
  const giveUp = setTimeout(leave, answerWithinMs)
  try {
    await client.connect()
    await client.sPublish(channel, '')
    await client.sSubscribe(channel, () => {})
  } catch (error) {
    const refusal = redisRefusal(error, redisPlaceOf(url))
    if (refusal !== undefined) throw new Error(refusal, { cause: error })
  } finally {
    clearTimeout(giveUp)
    leave()
  }
}
