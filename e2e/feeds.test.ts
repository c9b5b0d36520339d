import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import * as Y from 'yjs'
import { type App, openApp } from '../server/app.ts'
import { readConfig } from '../server/config.ts'
import { FeedFollower, type Manner, wrongIn } from './support/follower.ts'
import { giveRole, type HttpPerson, httpPerson, makeDocument } from './support/http-people.ts'
import { until } from './support/until.ts'
import { openWriter, type Writer } from './support/writer.ts'

const folder = mkdtempSync(join(tmpdir(), 'quire-feeds-'))
let app: App
let owner: HttpPerson
beforeAll(async () => {
  app = await openApp(readConfig({ PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'error' }), {
    onFatal: error => {
      throw error
    },
  })
  owner = await httpPerson(app.address)
})
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true })
})

const held = ['longpoll', 'sse'] as const
const manners = ['poll', ...held] as const

async function document(...texts: string[]): Promise<{ id: string; writer: Writer }> {
  const id = await makeDocument(owner)
  const writer = await openWriter({ url: app.address, documentId: id })
  onTestFinished(() => writer.leave())
  for (const text of texts) await write(writer, text)
  return { id, writer }
}

async function write(writer: Writer, text: string): Promise<void> {
  writer.append({ text })
  await writer.provider.whenSaved()
}

const ask = (id: string, query: string, headers: Record<string, string> = {}, by = owner) =>
  by.ask('GET', `/api/documents/${id}/changes?${query}`, undefined, headers)

/** Resolves when so many requests are held. */
const areHeld = (count: number) =>
  until(async () => {
    const metrics = await (await fetch(`${app.address}/metrics`)).text()
    const counts = [...metrics.matchAll(/^quire_feeds_held\{.*\} (\d+)$/gm)].map(([, each]) => Number(each))
    return counts.reduce((sum, each) => sum + each, 0) === count
  }, `${count} held requests`)

function follow(id: string, manner: Manner): FeedFollower {
  const follower = new FeedFollower({ url: app.address, documentId: id, manner })
  onTestFinished(() => follower.leave())
  return follower
}

describe('polling', () => {
  it('gives what follows a number, as updates that make the document', async () => {
    const { id } = await document('one', 'two', 'three')
    const answer = await (await ask(id, '')).json()
    expect(answer).toMatchObject({ after: 0, seq: answer.head })
    const doc = new Y.Doc()
    for (const { update } of answer.changes) Y.applyUpdate(doc, Buffer.from(update, 'base64'))
    expect(doc.getXmlFragment('content').toString()).toMatch(/one.*two.*three/)
    const rest = await (await ask(id, `after=${answer.seq - 1}`)).json()
    expect(rest.changes).toEqual(answer.changes.slice(-1))
    expect(await (await ask(id, `after=${answer.seq}`)).json()).toMatchObject({
      seq: answer.seq,
      changes: [],
    })
    expect(await (await ask(id, 'after=now')).json()).toMatchObject({ seq: answer.seq, changes: [] })
  })

  it('answers 304 to who has it all, until there is something new', async () => {
    const { id, writer } = await document('one')
    for (const as of ['updates', 'text']) {
      const tag = (await ask(id, `as=${as}`)).headers.get('etag') ?? ''
      expect((await ask(id, `as=${as}`, { 'if-none-match': tag })).status).toBe(304)
      await write(writer, `new, ${as}`)
      const fresh = await ask(id, `as=${as}`, { 'if-none-match': tag })
      expect(fresh.status).toBe(200)
      expect(fresh.headers.get('etag')).not.toBe(tag)
    }
  })

  it('begins anew for who counts in another log, or beyond the end of this one', async () => {
    const { id } = await document('one', 'two')
    expect(await (await ask(id, 'after=1&epoch=another')).json()).toMatchObject({ after: 0 })
    expect(await (await ask(id, 'after=1000')).json()).toMatchObject({ after: 0 })
    const longpoll = await (await ask(id, 'feed=longpoll&after=1000')).json()
    expect(longpoll.changes[0].seq).toBe(1)
  })

  it('gives the document as it is now, as text and as Markdown', async () => {
    const { id, writer } = await document('one', 'two')
    writer.doc.getText('title').insert(0, 'Numbers')
    await writer.provider.whenSaved()
    const answer = await ask(id, 'as=text')
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(await answer.text()).toBe('Numbers\none\ntwo')
    expect(answer.headers.get('x-quire-seq')).toMatch(/^\d+$/)
    const markdown = await ask(id, 'as=markdown')
    expect(markdown.headers.get('content-type')).toBe('text/markdown; charset=utf-8')
    expect(await markdown.text()).toBe('# Numbers\n\none\n\ntwo\n')
  })

  it('gives it as a page, in which nothing can run', async () => {
    const { id } = await document('one <two>')
    const answer = await ask(id, 'as=html')
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'.* sandbox$/)
    expect(await answer.text()).toContain('<p>one &lt;two&gt;</p>')
  })

  it.each(['feed=other', 'as=pdf', 'after=-1', 'after=x', 'wait=0', 'feed=longpoll&wait=soon'])(
    'says what may be asked: %s',
    async query => {
      const { id } = await document()
      const answer = await ask(id, query)
      expect(answer.status).toBe(400)
      expect(await answer.json()).toMatchObject({ reason: 'malformed' })
    },
  )
})

describe('long-polling', () => {
  it('answers when there is something newer, and 204 when the wait is over', async () => {
    const { id, writer } = await document('one')
    const { seq } = await (await ask(id, '')).json()
    const waiting = ask(id, `feed=longpoll&after=${seq}`)
    await areHeld(1)
    await write(writer, 'two')
    const answer = await (await waiting).json()
    expect(answer.changes[0].seq).toBe(seq + 1)
    const over = await ask(id, `feed=longpoll&wait=1&after=${answer.seq}`)
    expect(over.status).toBe(204)
  })

  it('holds who shows what it has by its tag, as the cache of a browser does, and says 304 when the wait is over', async () => {
    const { id, writer } = await document('one')
    const tag = (await ask(id, 'feed=longpoll&as=text')).headers.get('etag') ?? ''
    expect((await ask(id, 'feed=longpoll&as=text&wait=1', { 'if-none-match': tag })).status).toBe(304)
    const waiting = ask(id, 'feed=longpoll&as=text', { 'if-none-match': tag })
    await areHeld(1)
    await write(writer, 'two')
    expect(await (await waiting).text()).toBe('one\ntwo')
  })

  it('is let go by when its caller leaves', async () => {
    const { id } = await document()
    const leaving = new AbortController()
    const waiting = fetch(`${app.address}/api/documents/${id}/changes?feed=longpoll`, {
      signal: leaving.signal,
    })
    await areHeld(1)
    leaving.abort()
    await expect(waiting).rejects.toThrow()
    await areHeld(0)
  })
})

describe('server-sent events', () => {
  it('are named by their numbers, and pass proxies as they come', async () => {
    const { id, writer } = await document()
    const answer = await fetch(`${app.address}/api/documents/${id}/changes?feed=sse`)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'x-accel-buffering': 'no',
      'cache-control': expect.stringContaining('no-transform'),
      'content-security-policy': expect.any(String),
    })
    await answer.body?.cancel()
    const follower = follow(id, 'sse')
    await write(writer, 'one')
    await write(writer, 'two')
    await until(() => follower.seqs.length >= 2, 'two events')
    expect(follower.troubles).toEqual([])
  })

  it('give the document as it is, line by line', async () => {
    const { id } = await document('one', 'two')
    const answer = await fetch(`${app.address}/api/documents/${id}/changes?feed=sse&as=text`)
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (!/\n\n.*\n\n/s.test(text)) text += (await reader?.read())?.value
    await reader?.cancel()
    expect(text).toMatch(/^retry: \d+\n\nid: \d+\ndata: one\ndata: two\n\n$/)
  })
})

describe('whoever follows', () => {
  it.each(manners)('by %s gets every number once and in order, from the first on', async manner => {
    const { id, writer } = await document('there before')
    const followers = Array.from({ length: 5 }, () => follow(id, manner))
    for (let n = 0; n < 30; n++) await write(writer, `word ${n}`)
    const { head } = await (await ask(id, 'after=now')).json()
    const late = follow(id, manner)
    for (const each of [...followers, late])
      await until(() => each.seqs.length >= head, `${manner}: all of ${head}`)
    expect([...followers, late].map(({ seqs }) => wrongIn(seqs, head))).toEqual(Array(6).fill(undefined))
    const doc = new Y.Doc()
    for (const update of late.updates) Y.applyUpdate(doc, update)
    expect(doc.getXmlFragment('content').toString()).toBe(writer.content.toString())
  })
})

it('tells a live view of everything at first, packed where it is long, and then of what has changed', async () => {
  const { id, writer } = await document('one', 'long '.repeat(2_000))
  const first = await ask(id, 'as=blocks')
  expect(first.headers.get('content-encoding')).toBe('gzip')
  expect(
    (await ask(id, 'as=blocks', { 'accept-encoding': 'identity' })).headers.has('content-encoding'),
  ).toBe(false)
  const { seq, is, epoch, blocks } = await first.json()
  expect(blocks).toEqual(['<p>one</p>\n', expect.stringMatching(/^<p>.*long .*<\/p>\n$/)])
  const leaving = new AbortController()
  const url = `${app.address}/api/documents/${id}/changes?as=blocks&feed=sse&after=${seq}&epoch=${epoch}`
  const { body } = await fetch(url, { headers: { cookie: owner.cookie }, signal: leaving.signal })
  if (body === null) throw new Error('there is no stream')
  await areHeld(1)
  await write(writer, 'two')
  let told = ''
  for await (const piece of body.pipeThrough(new TextDecoderStream())) {
    told += piece
    if (/^data: .*\n\n/m.test(told)) break
  }
  leaving.abort()
  const event = JSON.parse(/^data: (.*)$/m.exec(told)?.[1] ?? '')
  expect(event).toMatchObject({ from: is, blocks: [[0, 2], '<p>two</p>\n'] })
  const tag = { 'if-none-match': `W/"${epoch}-${event.seq}"` }
  expect((await ask(id, `as=blocks&after=${event.seq}`, tag)).status).toBe(304)
})

it('holds nobody who has gone before they were held', async () => {
  const { id } = await document('one')
  for (let i = 0; i < 30; i++) {
    const socket = connect(Number(new URL(app.address).port), '127.0.0.1')
    await once(socket, 'connect')
    socket.write(
      `GET /api/documents/${id}/changes?feed=sse&after=now HTTP/1.1\r\nhost: localhost\r\n\r\n`,
      () => socket.destroy(),
    )
  }
  await ask(id, 'after=now')
  await areHeld(0)
})

describe('who may not read', () => {
  it('cannot tell a document from one that is not there, in any manner', async () => {
    const { id } = await document('secret')
    await owner.ask('DELETE', `/api/documents/${id}/sharing/link`)
    const stranger = await httpPerson(app.address)
    for (const manner of manners) {
      const seen = async (where: string) => {
        const answer = await ask(where, `feed=${manner}`, {}, stranger)
        const headers = [...answer.headers].filter(([name]) => name !== 'date')
        return { status: answer.status, headers, body: await answer.text() }
      }
      expect(await seen(id)).toEqual(await seen('nowhere-at-all-01'))
      expect((await seen(id)).status).toBe(404)
    }
  })

  it.each(held)(
    'any more is let go within two seconds, and hears nothing of what comes after (%s)',
    async manner => {
      const { id, writer } = await document('one')
      const reader = await httpPerson(app.address)
      await giveRole(owner, id, { to: reader, role: 'viewer' })
      const { seq } = await (await ask(id, 'after=now')).json()
      const holding = ask(id, `feed=${manner}&after=${seq}`, {}, reader).then(async answer => ({
        status: answer.status,
        body: await answer.text(),
      }))
      await areHeld(1)
      await owner.ask('DELETE', `/api/documents/${id}/sharing/people/${reader.id}`)
      const takenAt = performance.now()
      const ended = await holding
      expect(performance.now() - takenAt).toBeLessThan(2_000)
      await write(writer, 'two')
      expect(ended.body).not.toContain('update"')
      if (manner === 'sse') expect(ended.body).toContain('event: gone\ndata: unknown-document\n\n')
      expect(ended.status).toBe(manner === 'sse' ? 200 : 404)
      expect((await ask(id, `feed=${manner}&after=${seq}`, {}, reader)).status).toBe(404)
    },
  )
})
