import { once } from 'node:events'
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Role } from '../protocol/index.ts'
import { type App, openApp } from '../server/app.ts'
import { readConfig } from '../server/config.ts'
import { giveRole, type HttpPerson, httpPerson, makeDocument } from './support/http-people.ts'
import { until } from './support/until.ts'
import { Uploader } from './support/uploader.ts'
import { ask, begin, begun, bodyType, bring, type Place, tus, upload } from './support/uploads.ts'

// RELIABILITY 35: what somebody sends runs nowhere, and who may not read a document does not learn that it has files.

const folder = mkdtempSync(join(tmpdir(), 'quire-attacks-files-'))
let app: App
let ann: HttpPerson
let bob: HttpPerson
let place: Place
beforeAll(async () => {
  app = await openApp(readConfig({ PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'silent' }), {
    onFatal: error => {
      throw error
    },
  })
  ann = await httpPerson(app.address)
  bob = await httpPerson(app.address)
  place = { url: app.address, documentId: await makeDocument(ann), by: ann }
})
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true })
})

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))
const script = '<script>fetch("/api/me")</script>'
const png =
  '\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\0IEND\xaeB`\x82'
const gif =
  'GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;'
const pathOf = (id: string, { documentId } = place) => `/api/documents/${documentId}/files/${id}`

it.each([
  ['a page', 'page.html', `<!doctype html><html><body>${script}`, 'text/plain; charset=utf-8'],
  ['a page that is called a picture', 'cat.png', `<html>${script}</html>`, 'text/plain; charset=utf-8'],
  ['a page behind a byte order mark', 'a.html', `\xef\xbb\xbf<html>${script}`, 'text/plain; charset=utf-8'],
  ['a page in UTF-16', 'a.html', `\xff\xfe<\0h\0t\0m\0l\0>\0${script}`, 'application/octet-stream'],
  ['a drawing with a script', 'a.svg', `<svg xmlns="http://www.w3.org/2000/svg">${script}</svg>`, undefined],
  [
    'a drawing with a header',
    'a.svg',
    `<?xml version="1.0"?><svg>${script}</svg>`,
    'application/octet-stream',
  ],
  [
    'a page in XML',
    'a.xhtml',
    `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">${script}</html>`,
    'application/octet-stream',
  ],
  [
    'a document that runs scripts',
    'a.pdf',
    `%PDF-1.4\n/JS (app.alert(1))\n%%EOF ${script}`,
    'application/pdf',
  ],
  ['a script', 'a.js', 'alert(document.cookie)', 'text/plain; charset=utf-8'],
  [
    'an archive of a page',
    'a.mht',
    `MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n${script}`,
    undefined,
  ],
  ['a page within an archive', 'a.zip', `PK\x03\x04\x14\0\0\0\0\0${'\0'.repeat(20)}${script}`, undefined],
])('has %s saved, never shown', async (_, name, content, type) => {
  const id = await upload(place, { name, bytes: bytesOf(content) })
  const { headers } = await ask(place, 'GET', pathOf(id))
  expect(headers.get('content-disposition')).toMatch(/^attachment; /)
  if (type !== undefined) expect(headers.get('content-type')).toBe(type)
  expect(headers.get('content-type')).not.toMatch(/html|svg|xml|script/)
  expectHarmless(headers)
})

it.each([
  ['a picture with a page behind it', 'a.html', `${png}${script}`, 'image/png'],
  ['a picture with a page within it', 'a.html', gif.replace('!', `!\xfe\x21${script}\0!`), 'image/gif'],
])('shows %s as the picture that it is', async (_, name, content, type) => {
  const id = await upload(place, { name, bytes: bytesOf(content) })
  const { headers } = await ask(place, 'GET', pathOf(id))
  expect(headers.get('content-type')).toBe(type)
  expect(headers.get('content-disposition')).toMatch(/^inline; /)
  expectHarmless(headers)
})

function expectHarmless(headers: Headers): void {
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  const policy = headers.get('content-security-policy')?.split('; ') ?? []
  expect(policy).toEqual(expect.arrayContaining(["default-src 'none'", "frame-ancestors 'none'", 'sandbox']))
  expect(policy.join()).not.toContain('script')
  expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
}

it('lets no name break out of its header', async () => {
  for (const name of [
    'a"; filename="b.html',
    'a\r\nset-cookie: a=b',
    'a%0d%0aset-cookie: a=b',
    '"\\".html',
    "a'b*(c)!.txt",
    '\ud83d\ude00.png',
  ]) {
    const id = await upload(place, { name, bytes: bytesOf('a') })
    const other = await upload(place, { name: 'other.txt', bytes: bytesOf('a') })
    // As it was sent, and as it is asked for.
    for (const path of [pathOf(id), `${pathOf(other)}?name=${encodeURIComponent(name)}`]) {
      const { headers } = await ask(place, 'GET', path)
      expect(headers.get('set-cookie')).toBeNull()
      expect(headers.get('content-disposition')).toMatch(
        /^attachment; filename="[^"\\%]*"; filename\*=UTF-8''(?!other)[\w.%~-]+$/,
      )
    }
  }
})

it.each([
  '..',
  '%2e%2e%2fquire.sqlite',
  '..%2f..%2fetc%2fpasswd',
  '%00',
  'quire-files',
  `${'a'.repeat(31)}%2f`,
  'A'.repeat(32),
  '__proto__',
])('knows no file and no upload %s', async name => {
  const unknown = { status: 404, body: '{"ok":false,"reason":"unknown-document"}' }
  for (const [method, where] of [
    ['GET', 'files'],
    ['GET', 'uploads'],
    ['PATCH', 'uploads'],
    ['DELETE', 'uploads'],
  ] as const) {
    const path = `/api/documents/${place.documentId}/${where}/${name}`
    const { status, body } = await raw(method, path, { ...tus, 'content-type': bodyType, cookie: ann.cookie })
    if (name !== '..') expect({ status, body }, method).toEqual(unknown)
    expect(status).toBe(404)
  }
})

/** An address as it is, which `fetch` would tidy up. */
function raw(method: string, path: string, headers: Record<string, string>) {
  return new Promise<{ status: number | undefined; body: string; location: string | undefined }>(
    (resolve, reject) => {
      const { port } = new URL(app.address)
      const asked = request({ host: 'localhost', port, method, path, headers, agent: false }, answer => {
        let body = ''
        answer.setEncoding('utf8').on('data', (piece: string) => {
          body += piece
        })
        answer.once('end', () =>
          resolve({ status: answer.statusCode, body, location: answer.headers.location }),
        )
      })
      asked.once('error', reject).end()
    },
  )
}

it('sends nobody to the host that a request names', async () => {
  const path = `/api/documents/${place.documentId}/uploads`
  const headers = {
    ...tus,
    host: 'evil.example',
    'x-forwarded-host': 'evil.example',
    cookie: ann.cookie,
    'upload-length': '1',
    'upload-metadata': 'name YQ==',
  }
  const { status, location } = await raw('POST', path, headers)
  expect([status, location]).toEqual([201, expect.stringMatching(/^\/api\/documents\//)])
})

it("lets nobody go on with another person's upload, nor learn of it", async () => {
  await giveRole(ann, place.documentId, { to: bob, role: 'editor' })
  const path = await begun(place, { name: 'a', size: 2 })
  const his = { ...place, by: bob }
  const anybodys = { url: place.url }
  const nowhere = `/api/documents/${place.documentId}/uploads/${'0'.repeat(32)}`
  for (const who of [his, anybodys]) {
    for (const method of ['HEAD', 'GET', 'DELETE']) {
      expect(await seen(await ask(who, method, path))).toEqual(await seen(await ask(who, method, nowhere)))
    }
    const bytes = bytesOf('ab')
    expect(await seen(await bring(who, path, { offset: 0, bytes }))).toEqual(
      await seen(await bring(who, nowhere, { offset: 0, bytes })),
    )
  }
  expect((await bring(place, path, { offset: 0, bytes: bytesOf('ab') })).status).toBe(204)
  expect((await ask(his, 'HEAD', path)).status).toBe(404)
  // The file is for all.
  expect((await ask(his, 'GET', pathOf(path.split('/').at(-1) ?? ''))).status).toBe(200)
})

it('gives files to whoever may read, uploads to whoever may write, and tells nobody else of either', async () => {
  const [reader, nobody] = await Promise.all([httpPerson(app.address), httpPerson(app.address)])
  const id = await upload(place, { name: 'a', bytes: bytesOf('words') })
  const other = await makeDocument(ann)
  const statusFor = async (who: HttpPerson, role: Role | 'none') => {
    await giveRole(ann, place.documentId, { to: who, role })
    const theirs = { ...place, by: who }
    return [
      (await ask(theirs, 'GET', pathOf(id))).status,
      (await begin(theirs, { name: 'a', size: 1 })).status,
    ]
  }
  expect(await statusFor(reader, 'editor')).toEqual([200, 201])
  expect(await statusFor(reader, 'commenter')).toEqual([200, 403])
  expect(await statusFor(reader, 'viewer')).toEqual([200, 403])
  expect(await statusFor(nobody, 'none')).toEqual([404, 404])
  const theirs = { ...place, by: nobody }
  const absent = { documentId: 'nowhere-at-all-01' }
  expect(await seen(await ask(theirs, 'GET', pathOf(id)))).toEqual(
    await seen(await ask(theirs, 'GET', pathOf(id, { ...place, ...absent }))),
  )
  // By another document's address there is no such file, either.
  expect((await ask(place, 'GET', pathOf(id, { ...place, documentId: other }))).status).toBe(404)
})

it('gives nobody an error as if it were the file', async () => {
  const id = await upload(place, { name: 'a.txt', bytes: bytesOf('words') })
  rmSync(join(folder, 'files', id.slice(0, 2), id))
  const { status, headers } = await ask(place, 'GET', pathOf(id), { headers: { range: 'bytes=1-2' } })
  expect(status).toBe(500)
  for (const name of ['etag', 'content-range', 'content-disposition', 'accept-ranges'])
    expect(headers.get(name), name).toBeNull()
})

it('gives nothing more of a file from the moment in which the right ends, also to who has it and asks whether it is new', async () => {
  const eve = await httpPerson(app.address)
  await giveRole(ann, place.documentId, { to: eve, role: 'viewer' })
  const bytes = new Uint8Array(24 * 1024 * 1024)
  const id = await upload(place, { name: 'a', bytes })
  const hers = { ...place, by: eve }
  const { headers, body } = await ask(hers, 'GET', pathOf(id))
  const reader = body?.getReader()
  await reader?.read()
  await giveRole(ann, place.documentId, { to: eve, role: 'none' })
  const again = await ask(hers, 'GET', pathOf(id), {
    headers: { 'if-none-match': headers.get('etag') ?? '' },
  })
  expect(await seen(again)).toEqual(await seen(await ask(hers, 'GET', pathOf('0'.repeat(32)))))
  let read = 0
  const rest = async () => {
    for (;;) {
      const next = await reader?.read()
      if (next === undefined || next.done) return
      read += next.value.length
    }
  }
  await expect(rest()).rejects.toThrow()
  expect(read).toBeLessThan(bytes.length)
})

it('opens no more than one file for a connection that asks for many at once and reads none', async ({
  skip,
}) => {
  if (process.platform !== 'linux') skip('open files are listed by Linux')
  const bytes = new Uint8Array(4 * 1024 * 1024)
  const id = await upload(place, { name: 'a', bytes })
  const { port } = new URL(app.address)
  const socket = connect(Number(port), 'localhost')
  await once(socket, 'connect')
  const ask = `GET ${pathOf(id)} HTTP/1.1\r\nHost: localhost\r\nCookie: ${ann.cookie}\r\n\r\n`
  socket.write(ask.repeat(300))
  const open = () => filesOpen().filter(path => path.endsWith(id)).length
  await until(() => open() > 0, 'the first to be opened')
  const before = process.memoryUsage().rss
  // Everybody else is served meanwhile.
  for (let i = 0; i < 20; i++) expect((await raw('GET', pathOf(id), { cookie: ann.cookie })).status).toBe(200)
  await until(() => open() === 1, 'all but the first to be closed')
  expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000)
  // Whoever reads has one after the other.
  let read = 0
  const wanted = 3 * bytes.length
  await new Promise<void>(resolve => {
    socket.on('data', piece => {
      read += piece.length
      if (read > wanted) resolve()
    })
  })
  socket.destroy()
  await until(() => open() === 0, 'all to be closed')
})

/** Of this process. */
function filesOpen(): string[] {
  return readdirSync('/proc/self/fd').flatMap(fd => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)]
    } catch {
      // It was closed between the two.
      return []
    }
  })
}

it('takes nothing more from the moment in which the right ends, and makes no file of it', async () => {
  const eve = await httpPerson(app.address)
  await giveRole(ann, place.documentId, { to: eve, role: 'editor' })
  const hers = { ...place, by: eve }
  const size = 40 * 1024 * 1024
  const path = await begun(hers, { name: 'a', size })
  const uploader = new Uploader(hers, path, new Uint8Array(size))
  const sending = uploader.send(0)
  await until(() => uploader.sent > 1024 * 1024, 'some of it to be sent')
  await giveRole(ann, place.documentId, { to: eve, role: 'viewer' })
  expect(await sending).toBeUndefined()
  expect(uploader.sent).toBeLessThan(size)
  expect((await ask(hers, 'HEAD', path)).status).toBe(403)
  const held = readdirSync(join(folder, 'files'), { recursive: true })
  expect(held).toContain(join(path.split('/').at(-1)?.slice(0, 2) ?? '', path.split('/').at(-1) ?? ''))
})

it("takes nothing that another site's page sends in somebody's name", async () => {
  const path = await begun(place, { name: 'a', size: 1 })
  const all = `/api/documents/${place.documentId}/uploads`
  const evil = {
    ...tus,
    origin: 'https://evil.example',
    cookie: ann.cookie,
    'upload-offset': '0',
    'content-type': bodyType,
  }
  for (const [method, to] of [
    ['POST', all],
    ['PATCH', path],
    ['DELETE', path],
    ['HEAD', path],
  ] as const) {
    expect((await raw(method, to, evil)).status, method).toBe(403)
  }
  // What a form could send without asking first.
  for (const type of ['text/plain', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded']) {
    const { status } = await raw('POST', all, {
      cookie: ann.cookie,
      'content-type': type,
      'content-length': '0',
    })
    expect(status, type).toBe(412)
  }
  expect((await ask(place, 'HEAD', path)).headers.get('upload-offset')).toBe('0')
})

/** All that a client sees of an answer, but the time. */
async function seen(answer: Response) {
  const headers = [...answer.headers].filter(([name]) => name !== 'date')
  return { status: answer.status, headers, body: await answer.text() }
}

it('does not take who is shown a picture for a visitor of the document that it is from', async () => {
  const eve = await httpPerson(app.address)
  const id = await upload(place, { name: 'a.png', bytes: bytesOf(png) })
  const seen = async () => {
    const documents: unknown = await (await eve.ask('GET', '/api/documents?list=shared')).json()
    return (documents as { id: string }[]).map(({ id }) => id)
  }
  expect((await eve.ask('GET', pathOf(id))).status).toBe(200)
  const visited = await makeDocument(ann)
  await eve.ask('GET', `/api/documents/${visited}/changes`)
  // Visits are written down one after the other.
  await until(async () => (await seen()).includes(visited), 'the visit')
  expect(await seen()).toEqual([visited])
})
