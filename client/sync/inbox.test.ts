import { describe, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { Inbox } from './inbox.ts'
import { atOnce, framePace, type Pace } from './pace.ts'

function open(pace: Pace) {
  const doc = new Y.Doc()
  const batches: unknown[] = []
  const carets: Uint8Array[] = []
  doc.on('update', (_update, origin) => batches.push(origin))
  const inbox = new Inbox({
    doc,
    origin: 'the server',
    pace,
    applyAwareness: update => carets.push(update),
    emptied: () => {},
  })
  return { doc, inbox, batches, carets, text: doc.getText('text') }
}

/** Updates that type one letter each. */
function letters(words: string): Uint8Array[] {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', update => updates.push(update))
  for (const [i, letter] of [...words].entries()) doc.getText('text').insert(i, letter)
  return updates
}

it('applies what came together in one transaction', () => {
  const { inbox, batches, text } = open(atOnce)
  inbox.put({ steps: letters('abc').map(update => ({ update })) })
  expect(text.toString()).toBe('abc')
  expect(batches).toEqual(['the server'])
})

it('does not become part of a transaction of somebody else', async () => {
  const { doc, inbox, batches, text } = open(atOnce)
  const release = inbox.hold()
  inbox.put({ steps: letters('a').map(update => ({ update })) })
  doc.transact(() => {
    text.insert(0, 'mine ')
    release()
  }, 'somebody')
  await vi.waitFor(() => expect(inbox.empty).toBe(true))
  expect(batches).toEqual(['somebody', 'the server'])
})

it('shows the newest of many carets once', () => {
  const { inbox, carets } = open(atOnce)
  const release = inbox.hold()
  inbox.put({ awareness: new Uint8Array([1, 5, 1, 2, 123, 125]) })
  inbox.put({ awareness: new Uint8Array([1, 5, 2, 4, 110, 117, 108, 108]) })
  inbox.put({ awareness: new Uint8Array([1, 6, 1, 2, 123, 125]) })
  release()
  expect(carets).toEqual([new Uint8Array([2, 5, 2, 4, 110, 117, 108, 108, 6, 1, 2, 123, 125])])
})

it('has the carets there when the change that they came with is told of', () => {
  const { doc, inbox, carets } = open(atOnce)
  const there: number[] = []
  doc.on('update', () => there.push(carets.length))
  const release = inbox.hold()
  inbox.put({ awareness: new Uint8Array([1, 5, 1, 2, 123, 125]) })
  inbox.put({ steps: letters('a').map(update => ({ update })) })
  release()
  expect(there).toEqual([1])
})

it('skips what cannot be read, and applies the rest', () => {
  const reported: unknown[] = []
  globalThis.reportError = error => reported.push(error)
  const { inbox, text } = open(atOnce)
  const [a = new Uint8Array(), b = new Uint8Array()] = letters('ab')
  inbox.put({ steps: [a, new Uint8Array([9, 9]), b].map(update => ({ update })) })
  expect(text.toString()).toBe('ab')
  expect(reported).toHaveLength(1)
  Reflect.deleteProperty(globalThis, 'reportError')
})

describe('on a page', () => {
  /** A clock, and frames that come when the test says so, and take as long as it says. */
  function page(test: (page: { frame: (drawnInMs?: number) => void; frames: () => number }) => void) {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    const asked = new Map<number, FrameRequestCallback>()
    let lastAsked = 0
    globalThis.requestAnimationFrame = callback => {
      asked.set(++lastAsked, callback)
      return lastAsked
    }
    globalThis.cancelAnimationFrame = id => {
      asked.delete(id)
    }
    const messages: (() => void)[] = []
    const { MessageChannel } = globalThis
    globalThis.MessageChannel = class extends MessageChannel {
      constructor() {
        super()
        this.port2.postMessage = () =>
          messages.push(() => this.port1.onmessage?.(new MessageEvent('message')))
      }
    }
    try {
      test({
        frame: (drawnInMs = 0) => {
          const callbacks = [...asked.values()]
          asked.clear()
          for (const callback of callbacks) callback(0)
          vi.advanceTimersByTime(drawnInMs)
          for (const deliver of messages.splice(0)) deliver()
        },
        frames: () => asked.size,
      })
    } finally {
      vi.useRealTimers()
      globalThis.MessageChannel = MessageChannel
      Reflect.deleteProperty(globalThis, 'requestAnimationFrame')
      Reflect.deleteProperty(globalThis, 'cancelAnimationFrame')
    }
  }

  it('applies at once when idle, and per frame when busy', () => {
    page(({ frame }) => {
      const { inbox, batches, text } = open(framePace())
      const [a = new Uint8Array(), ...rest] = letters('abc')
      inbox.put({ steps: [{ update: a }] })
      expect(text.toString()).toBe('a')
      for (const update of rest) inbox.put({ steps: [{ update }] })
      expect(text.toString()).toBe('a')
      frame()
      expect(text.toString()).toBe('abc')
      expect(batches).toHaveLength(2)
      vi.advanceTimersByTime(20)
      inbox.put({ steps: letters('d').map(update => ({ update })) })
      expect(text.toString()).toHaveLength(4)
    })
  })

  it('does not wait for frames that never come', () => {
    page(({ frames }) => {
      const { inbox, text } = open(framePace())
      for (const update of letters('ab')) inbox.put({ steps: [{ update }] })
      expect(frames()).toBeGreaterThan(0)
      vi.advanceTimersByTime(100)
      expect(text.toString()).toBe('ab')
    })
  })

  it('leaves time for typing when drawing is slow, and no more than others can bear', () => {
    page(({ frame }) => {
      const { inbox, text } = open(framePace())
      const put = (update: Uint8Array) => inbox.put({ steps: [{ update }] })
      const [a, b, c, d] = letters('abcd') as [Uint8Array, Uint8Array, Uint8Array, Uint8Array]
      put(a)
      frame(40)
      put(b)
      vi.advanceTimersByTime(99)
      expect(text.toString()).toBe('a')
      vi.advanceTimersByTime(1)
      expect(text.toString()).toBe('ab')
      // What goes into a frame that is due anyway is drawn with it.
      put(c)
      frame(1_000)
      expect(text.toString()).toBe('abc')
      put(d)
      vi.advanceTimersByTime(249)
      expect(text.toString()).toBe('abc')
      vi.advanceTimersByTime(1)
      expect(text.toString()).toBe('abcd')
    })
  })

  it('waits longer where drawing turns out to be slow after the next change was put off', () => {
    page(({ frame }) => {
      const { inbox, text } = open(framePace())
      text.observe(() => vi.advanceTimersByTime(10))
      const [a = new Uint8Array(), b = new Uint8Array()] = letters('ab')
      inbox.put({ steps: [{ update: a }] })
      inbox.put({ steps: [{ update: b }] })
      frame(20)
      vi.advanceTimersByTime(74)
      expect(text.toString()).toBe('a')
      vi.advanceTimersByTime(1)
      expect(text.toString()).toBe('ab')
    })
  })

  it('draws what is slow right behind the frame that shows a key, or when no key comes any more', () => {
    page(({ frame }) => {
      const pace = framePace()
      const { inbox, text } = open(pace)
      const [a, b, c, d] = letters('abcd') as [Uint8Array, Uint8Array, Uint8Array, Uint8Array]
      const put = (update: Uint8Array) => inbox.put({ steps: [{ update }] })
      put(a)
      frame(40)
      vi.advanceTimersByTime(150)
      pace.wrote()
      put(b)
      // Nobody has asked for a frame but for the key.
      expect(text.toString()).toBe('a')
      frame(20)
      expect(text.toString()).toBe('ab')
      frame(40)
      put(c)
      vi.advanceTimersByTime(150)
      pace.wrote()
      frame(20)
      expect(text.toString(), 'others rest longer while one types').toBe('ab')
      vi.advanceTimersByTime(179)
      expect(text.toString()).toBe('ab')
      vi.advanceTimersByTime(1)
      expect(text.toString()).toBe('abc')
      // What is quick to draw goes into the next frame as ever.
      frame(1)
      vi.advanceTimersByTime(20)
      pace.wrote()
      put(d)
      frame(1)
      expect(text.toString()).toBe('abcd')
    })
  })

  it('is not put off for ever by what is written without being shown', () => {
    page(({ frame }) => {
      const pace = framePace()
      const { inbox, text } = open(pace)
      const [a = new Uint8Array(), b = new Uint8Array()] = letters('ab')
      inbox.put({ steps: [{ update: a }] })
      frame(40)
      vi.advanceTimersByTime(150)
      pace.wrote()
      inbox.put({ steps: [{ update: b }] })
      for (let waited = 0; waited < 250; waited += 50) {
        expect(text.toString()).toBe('a')
        vi.advanceTimersByTime(50)
        pace.wrote()
      }
      expect(text.toString()).toBe('ab')
    })
  })

  it('leaves time for typing when applying is slow', () => {
    page(() => {
      const { inbox, text } = open(framePace())
      text.observe(() => vi.advanceTimersByTime(100))
      const [a = new Uint8Array(), b = new Uint8Array()] = letters('ab')
      inbox.put({ steps: [{ update: a }] })
      inbox.put({ steps: [{ update: b }] })
      vi.advanceTimersByTime(249)
      expect(text.toString()).toBe('a')
      vi.advanceTimersByTime(1)
      expect(text.toString()).toBe('ab')
    })
  })
})

it('tells, while it applies what came in, what of ours was saved between that', () => {
  const { doc, inbox } = open(atOnce)
  const told: (string | undefined)[] = []
  const [a = new Uint8Array(), b = new Uint8Array()] = letters('ab')
  const ours = { key: 'ours', update: new Uint8Array(2) }
  doc.on('afterTransaction', () => {
    told.push(inbox.arriving?.map(step => ('saved' in step ? `saved ${step.saved.length}` : 'update')).join())
  })
  const release = inbox.hold()
  // Nothing waits to be applied: it lies before all that comes.
  inbox.put({ steps: [{ saved: [ours] }] })
  inbox.put({ steps: [{ update: a }, { saved: [ours] }] })
  inbox.put({ steps: [{ update: b }] })
  release()
  expect(told).toEqual(['update,saved 1,update'])
  expect(inbox.arriving).toBeUndefined()
})

it('applies at once what waits, whatever holds it, for who is about to go', () => {
  const { inbox, text } = open(framePace())
  inbox.hold()
  inbox.put({ steps: letters('ab').map(update => ({ update })) })
  inbox.applyNow()
  expect(text.toString()).toBe('ab')
  expect(inbox.empty).toBe(true)
})
