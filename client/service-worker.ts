/**
 * Opens the app without a network. Documents are none of its business: those are kept by the page itself.
 *
 * The page is asked for at the server first, so that an update is seen at once; built files have their content's hash in
 * the name and come from the cache. A new version waits until no window uses the old one: its files stay until then. What
 * a window opens in the meantime is the new one all the same.
 */
interface WorkerEvent extends Event {
  waitUntil(work: Promise<unknown>): void
}
interface RequestEvent extends Event {
  readonly request: Request
  respondWith(answer: Promise<Response>): void
}
interface Worker {
  addEventListener(type: 'install' | 'activate', listener: (event: WorkerEvent) => void): void
  addEventListener(type: 'fetch', listener: (event: RequestEvent) => void): void
  readonly clients: { claim(): Promise<void> }
}
declare const self: Worker
/** The app's files: the build puts them in. */
declare const __FILES__: readonly string[]

const files = __FILES__
const prefix = 'quire-app-'
const cacheName = prefix + hash(files.join())
/** A server that takes the request and never answers must not keep the page from opening. */
const patienceMs = 4_000
const filesAtOnce = 4
/** Every page is the same document; the app reads the address itself. */
const page = '/'

self.addEventListener('install', event => {
  event.waitUntil(keepFiles())
})

self.addEventListener('activate', event => {
  // The page that has brought us is served from now on, too: what it has not fetched yet, it finds without a network.
  event.waitUntil(removeOldCaches().then(() => self.clients.claim()))
})

self.addEventListener('fetch', event => {
  const { request } = event
  const { pathname, origin } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin) return
  // On the way to the provider and back there is no page of the app's, nor are the live view and the examples.
  if (/^\/(auth|examples|live)\//.test(pathname)) return
  if (request.mode === 'navigate') event.respondWith(answerPage(request))
  else if (files.includes(pathname) || pathname.startsWith('/assets/'))
    event.respondWith(answerFile(request, pathname))
})

/** All of the app, the parts that come only when used as well: nobody knows which of them will be wanted without a network. A few at a
 *  time, and after whatever the page itself asks for. The page comes last: where it is, all of its files are. */
async function keepFiles(): Promise<void> {
  const cache = await caches.open(cacheName)
  const left = files.filter(file => file !== page)
  const work = async () => {
    for (let file = left.shift(); file !== undefined; file = left.shift()) await keepFile(cache, file)
  }
  await Promise.all(Array.from({ length: filesAtOnce }, work))
  await keepFile(cache, page)
}

async function keepFile(cache: Cache, file: string): Promise<void> {
  // Of the same name, of the same content: an update fetches what has changed.
  const kept = file.startsWith('/assets/') ? await caches.match(file, { ignoreVary: true }) : undefined
  const answer = kept ?? (await fetch(new Request(file, { priority: 'low' })))
  if (!answer.ok) throw new TypeError(`${file}: ${answer.status}`)
  await cache.put(file, answer)
}

async function answerPage(request: Request): Promise<Response> {
  const kept = await newestPage()
  const asked = fetch(request)
  if (kept === undefined) return asked
  // Whoever stands before a server that is away says so in the server's place.
  const fresh = asked.then(answer => (answer.status >= 502 ? kept : answer))
  return Promise.race([fresh, after(patienceMs, kept)]).catch(() => kept)
}

function after<T>(ms: number, value: T): Promise<T> {
  return new Promise(resolve => setTimeout(resolve, ms, value))
}

/** A newer version that is here as a whole, and waits for its turn, has the better page: where the server is slow, too, a
 *  reload brings it. */
async function newestPage(): Promise<Response | undefined> {
  for (const name of (await namesOfCaches()).reverse()) {
    const kept = await (await caches.open(name)).match(page, { ignoreVary: true })
    if (kept !== undefined) return kept
  }
  return undefined
}

/** This version's own first: but for those with a hash in their name, files of all versions are called the same. */
async function answerFile(request: Request, pathname: string): Promise<Response> {
  for (const name of [cacheName, ...(await namesOfCaches())]) {
    const kept = await (await caches.open(name)).match(pathname, { ignoreVary: true })
    if (kept !== undefined) return kept
  }
  return fetch(request)
}

async function removeOldCaches(): Promise<void> {
  const old = (await namesOfCaches()).filter(name => name !== cacheName)
  await Promise.all(old.map(name => caches.delete(name)))
}

/** In the order in which they were made. */
async function namesOfCaches(): Promise<string[]> {
  return (await caches.keys()).filter(name => name.startsWith(prefix))
}

/** FNV-1a: names a set of files, no more. */
function hash(text: string): string {
  let value = 0x811c9dc5
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return (value >>> 0).toString(36)
}

export {}
