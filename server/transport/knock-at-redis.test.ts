import { expect, it, onTestFinished } from 'vitest'
import { startRedis } from '../../e2e/support/redis.ts'
import { freePort } from '../../scripts/free-port.ts'
import { knockAtRedis } from './knock-at-redis.ts'

async function realRedis(settings: string[] = []) {
  const redis = await startRedis(settings)
  onTestFinished(() => redis.stop())
  return redis
}

it('is let in by a Redis that has what a node needs', async () => {
  await expect(knockAtRedis((await realRedis()).url)).resolves.toBeUndefined()
})

it('says what is wrong with the address where Redis refuses it, without the password', async () => {
  const { port, url, ask } = await realRedis()
  const place = `127.0.0.1:${port}`
  await expect(knockAtRedis(`${url}/99`)).rejects.toThrow(
    `Redis at ${place} has no database of the number in REDIS_URL: correct it.`,
  )
  await ask('ACL SETUSER default -ssubscribe')
  await expect(knockAtRedis(url)).rejects.toThrow(/forbids its user what Quire needs .*ssubscribe/)
  await ask('ACL SETUSER default +ssubscribe')
  await ask('CONFIG SET requirepass right')
  await expect(knockAtRedis(url)).rejects.toThrow(`Redis at ${place} wants a password: name it in REDIS_URL`)
  await expect(knockAtRedis(`redis://:wrong@${place}`)).rejects.toThrow(
    `Redis at ${place} does not know the user or the password in REDIS_URL: correct them.`,
  )
  await expect(knockAtRedis(`redis://:right@${place}`)).resolves.toBeUndefined()
})

it('says that a Redis is too old', async () => {
  const sharded = ['SSUBSCRIBE', 'SUNSUBSCRIBE', 'SPUBLISH'].flatMap(name => ['--rename-command', name, ''])
  const { port, url } = await realRedis(sharded)
  await expect(knockAtRedis(url)).rejects.toThrow(
    `Redis at 127.0.0.1:${port} does not know SPUBLISH: Quire needs Redis 7 or later, with all its commands.`,
  )
})

it('does not wait for a Redis that is away, or that says nothing', async () => {
  await expect(knockAtRedis(`redis://127.0.0.1:${await freePort()}`)).resolves.toBeUndefined()
  await expect(knockAtRedis('redis://nobody.invalid')).resolves.toBeUndefined()
  const silent = await realRedis()
  process.kill(silent.pid, 'SIGSTOP')
  onTestFinished(() => void process.kill(silent.pid, 'SIGCONT'))
  await expect(knockAtRedis(silent.url)).resolves.toBeUndefined()
})
