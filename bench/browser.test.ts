import { EventEmitter } from 'node:events'
import { expect, it } from 'vitest'
import { countLoaded, type LoadedResponse } from './browser.ts'

const response = (path: string, body: () => Promise<Buffer>): LoadedResponse => ({
  url: () => `http://127.0.0.1${path}`,
  request: () => ({ resourceType: () => 'script' }),
  body,
})

it('counts what was begun when it was asked, and takes no notice of what a page that is closed still loads', async () => {
  const page = new EventEmitter()
  const unhandled: unknown[] = []
  const listen = (error: unknown) => unhandled.push(error)
  process.on('unhandledRejection', listen)
  const closed = () => Promise.reject(new Error('response.body: page closed'))
  const loaded = countLoaded(page)
  page.emit(
    'response',
    response('/a.js', async () => Buffer.from('a')),
  )
  const counted = await loaded()
  page.emit('response', response('/b.js', closed))
  // Of another page nobody asks.
  const other = new EventEmitter()
  countLoaded(other)
  other.emit('response', response('/c.js', closed))
  await new Promise(resolve => setImmediate(resolve))
  process.off('unhandledRejection', listen)
  expect(counted.map(({ path }) => path)).toEqual(['/a.js'])
  expect(unhandled).toEqual([])
})
