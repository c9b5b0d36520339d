import { expect, it, onTestFinished } from 'vitest'
import { startRedis } from './redis.ts'

it('is a Redis that may be killed, and comes back empty where it was', async () => {
  const redis = await startRedis()
  onTestFinished(() => redis.stop())
  expect(await redis.ask('INFO server')).toMatch(/redis_version:[78]\./)
  expect(await redis.ask('SET word kept')).toBe('+OK\r\n')
  expect(await redis.ask('GET word')).toBe('$4\r\nkept\r\n')

  await redis.kill()
  expect(redis.exited).toBe(true)
  await expect(redis.ask('PING')).rejects.toThrow(/ECONNREFUSED/)

  await redis.restart()
  expect(redis.exited).toBe(false)
  expect(await redis.ask('GET word')).toBe('$-1\r\n')
})
