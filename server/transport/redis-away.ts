/** Redis is not there now. What was asked of it was not sent, or it is not known what became of it. */
export class RedisAway extends Error {
  override readonly name = 'RedisAway'
}
