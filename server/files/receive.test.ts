import { Readable } from 'node:stream'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { receive } from './receive.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

it('holds of a large body what is on its way to the disk, and nothing of what is there', async () => {
  const given: WeakRef<Uint8Array>[] = []
  const body = Readable.from(
    (function* () {
      for (let n = 0; n < 200; n++) {
        const bytes = new Uint8Array(16)
        given.push(new WeakRef(bytes))
        yield bytes
      }
    })(),
    { highWaterMark: 1 },
  )
  let held = 0
  const writer = {
    size: 0,
    write: async (bytes: Uint8Array) => {
      writer.size += bytes.length
    },
    sync: async () => {
      collect()
      held = given.filter(each => each.deref() !== undefined).length
    },
    cutTo: async () => {},
    close: async () => {},
  }
  const grip = { signal: new AbortController().signal, holds: true }
  const ending = await receive(body, {
    writer,
    grip,
    size: 3_200,
    onBytes: () => {},
    hasRoom: async () => true,
  })
  expect([ending, writer.size]).toEqual([{ is: 'read' }, 3_200])
  expect(held).toBeLessThan(20)
})
