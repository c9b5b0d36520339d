import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { type Cluster, startCluster } from './support/cluster.ts'
import { type HttpPerson, httpPerson, makeDocument } from './support/http-people.ts'
import { readStored } from './support/postgres-document.ts'
import { scale } from './support/scale.ts'
import { Scribbler } from './support/scribbler.ts'
import { until } from './support/until.ts'

// Three nodes behind HAProxy, which keeps nobody where they were. Rights are taken while everybody writes.

const people = 20
const withinMs = 2_000

let cluster: Cluster
beforeAll(async () => {
  cluster = await startCluster({ nodes: 3 })
}, 60_000)
afterAll(() => cluster.stop())

/** What takes rights. */
interface Kind {
  kind: string
  /** What whoever loses them hears. */
  told: RegExp
  act: () => Promise<unknown>
  /** Has them write again. */
  giveBack: () => Promise<unknown>
}

/** Rights of somebody's that were taken. */
interface Taken {
  kind: string
  scribbler: Scribbler
  /** When nothing of theirs may be taken any more: they have been told, or two seconds have passed since the owner was. */
  from: number
  /** When they were about to be given back. */
  until: number
}

class Scene {
  readonly owner: HttpPerson
  readonly scribblers: readonly Scribbler[]
  readonly documentId: string
  readonly taken: Taken[] = []
  readonly #tookMs = new Map<string, number[]>()
  link: string | undefined

  private constructor(owner: HttpPerson, documentId: string, scribblers: readonly Scribbler[]) {
    this.owner = owner
    this.documentId = documentId
    this.scribblers = scribblers
  }

  static async open(transportOf: (nth: number) => 'websocket' | 'polling'): Promise<Scene> {
    const { url } = cluster
    const owner = await httpPerson(url)
    const documentId = await makeDocument(owner)
    const persons = await Promise.all(Array.from({ length: people }, () => httpPerson(url)))
    const scribblers = persons.map(
      (person, nth) => new Scribbler({ url, person, nth, documentId, transport: transportOf(nth) }),
    )
    onTestFinished(() => {
      for (const each of scribblers) each.close()
    })
    const scene = new Scene(owner, documentId, scribblers)
    await scene.enterAll()
    return scene
  }

  async ask(method: string, what: string, body?: object): Promise<{ link?: { key?: string } | null }> {
    const answer = await this.owner.ask(method, `/api/documents/${this.documentId}${what}`, body)
    if (!answer.ok) throw new Error(`${method} ${what}: ${answer.status} ${await answer.text()}`)
    return answer.status === 204 ? {} : await answer.json()
  }

  async enterAll(): Promise<void> {
    await Promise.all(this.scribblers.map(each => each.enter(this.link)))
  }

  /** Takes rights from these, notes when they hear of it, and gives them back. */
  async take({ kind, told, act, giveBack }: Kind, from = this.scribblers): Promise<void> {
    await act()
    const at = performance.now()
    const haveHeard = () => from.every(({ toldAt }) => toldAt !== undefined)
    await until(haveHeard, `${kind}: all of them to be told`, 3 * withinMs)
    const took = this.#tookMs.get(kind) ?? []
    this.#tookMs.set(kind, took)
    const heardAt = performance.now()
    for (const scribbler of from) {
      const { toldWhat, toldAt = Number.POSITIVE_INFINITY } = scribbler
      expect(toldWhat, kind).toMatch(told)
      // Some hear of it before the owner does.
      took.push(Math.max(0, toldAt - at))
      this.taken.push({ kind, scribbler, from: Math.min(toldAt, at + withinMs), until: heardAt })
    }
    await giveBack()
  }

  /** Prints what it took, and gives all of it. */
  report(when: string): number[] {
    for (const [kind, took] of this.#tookMs) {
      console.log(
        `${when}: ${kind}: ${took.length} sessions, p50 ${quantile(took, 0.5)} ms, p99 ${quantile(took, 0.99)} ms`,
      )
    }
    return [...this.#tookMs.values()].flat()
  }
}

const quantile = (of: readonly number[], q: number) =>
  Math.round([...of].sort((a, b) => a - b)[Math.ceil(of.length * q) - 1] ?? 0)

/** Everything that an owner can take, while all of them write. */
async function takeEverything(scene: Scene): Promise<void> {
  const openLink = async () => {
    scene.link = (await scene.ask('PUT', '/sharing/link', { role: 'editor' })).link?.key
    await scene.enterAll()
  }
  const restore = async () => {
    await scene.ask('DELETE', '/trash')
    await scene.enterAll()
  }
  const withdrawn = { told: /link-withdrawn/, giveBack: openLink }
  const kinds: readonly Kind[] = [
    {
      kind: 'the link lowered',
      told: /role viewer|forbidden/,
      act: () => scene.ask('PUT', '/sharing/link', { role: 'viewer' }),
      giveBack: openLink,
    },
    { kind: 'the link withdrawn', ...withdrawn, act: () => scene.ask('DELETE', '/sharing/link') },
    {
      kind: 'the link made anew',
      ...withdrawn,
      act: () => scene.ask('POST', '/sharing/link/renewal', {}),
    },
    { kind: 'thrown away', told: /trashed/, act: () => scene.ask('PUT', '/trash'), giveBack: restore },
  ]
  for (let round = 0; round < scale(2, 6); round++) for (const kind of kinds) await scene.take(kind)
  await takeFromEach(scene)
}

/** Each of them by themselves, all at once. */
async function takeFromEach(scene: Scene): Promise<void> {
  const give = ({ person: { id } }: Scribbler, role: string) =>
    scene.ask('PUT', `/sharing/people/${id}`, { role })
  await Promise.all(scene.scribblers.map(each => give(each, 'editor')))
  await scene.ask('DELETE', '/sharing/link')
  await scene.enterAll()
  const each = (kindFor: (whom: Scribbler) => Omit<Kind, 'giveBack'>, isForGood = false) =>
    Promise.all(
      scene.scribblers.map(whom => {
        const giveBack = async () => {
          if (isForGood) return
          await give(whom, 'editor')
          await whom.enter()
        }
        return scene.take({ ...kindFor(whom), giveBack }, [whom])
      }),
    )
  for (let round = 0; round < scale(2, 6); round++) {
    const told = /role commenter|forbidden/
    await each(whom => ({ kind: 'a role lowered', told, act: () => give(whom, 'commenter') }))
    const remove = ({ person: { id } }: Scribbler) => scene.ask('DELETE', `/sharing/people/${id}`)
    await each(whom => ({ kind: 'somebody removed', told: /removed/, act: () => remove(whom) }))
  }
  const signOut = ({ person }: Scribbler) => person.ask('POST', '/auth/sign-out', {})
  await each(whom => ({ kind: signedOut, told: /signed-out/, act: () => signOut(whom) }), true)
}

const signedOut = 'signed out'

/** They write on, whatever they are told, and nothing of it is in the database. */
async function expectNothingLater(scene: Scene): Promise<void> {
  const endedAt = performance.now()
  await until(() => performance.now() > endedAt + withinMs, 'a while in which they try again', 2 * withinMs)
  for (const each of scene.scribblers) each.close()
  const { doc } = await readStored(cluster.databaseUrl, scene.documentId)
  for (const { scribbler, kind, from, until } of scene.taken) {
    const isForGood = kind === signedOut
    const isLater = (sentAt: number) => sentAt > from && (isForGood || sentAt < until)
    const saved = scribbler.wordsIn(doc).map(word => scribbler.sentAt[word] ?? Number.NaN)
    expect(saved.length).toBeGreaterThan(1)
    expect(saved.filter(isLater), kind).toEqual([])
    if (isForGood) expect(scribbler.sentAt.filter(isLater).length, 'tried').toBeGreaterThan(3)
  }
}

it('RELIABILITY 29: takes rights from 20 people at work within two seconds, wherever each of their requests goes', async () => {
  const scene = await Scene.open(nth => (nth % 2 === 0 ? 'websocket' : 'polling'))
  await takeEverything(scene)
  await expectNothingLater(scene)
  expect(quantile(scene.report('with Redis'), 0.99)).toBeLessThanOrEqual(withinMs)
}, 120_000)

it('RELIABILITY 29: takes them as soon as that while Redis is dead', async () => {
  // Polls find their connection on another node by Redis alone.
  const scene = await Scene.open(() => 'websocket')
  await cluster.redis.kill()
  await takeEverything(scene)
  await expectNothingLater(scene)
  expect(quantile(scene.report('without Redis'), 0.99)).toBeLessThanOrEqual(withinMs)
}, 120_000)
