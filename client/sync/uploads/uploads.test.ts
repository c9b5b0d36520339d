import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { openStage, type Peer } from '../testing/peers.ts'
import { NotSent } from './send-file.ts'
import { isTokenOf, newToken } from './tokens.ts'
import { Uploads } from './uploads.ts'

const stage = openStage()
const open: Uploads[] = []

beforeEach(() => void vi.stubGlobal('location', new URL(stage.server.url)))
afterEach(async () => {
  const closed = inWindow(() => open.splice(0).map(each => each.close()))
  await Promise.all(closed)
  vi.unstubAllGlobals()
})

/** Connections do without a window, and would miss one that is not there when they end. */
function inWindow<T>(run: () => T): T {
  const listens = { addEventListener() {}, removeEventListener() {} }
  Object.assign(globalThis, listens)
  const made = run()
  for (const name of Object.keys(listens)) Reflect.deleteProperty(globalThis, name)
  return made
}

/** Somebody's uploads. `trouble`: what comes of the next try; where it says nothing, there is no try. */
function uploadsOf({ provider }: Peer, trouble: () => NotSent | undefined) {
  const isOnServer = () => {
    const said = trouble()
    if (said !== undefined) throw said
    return false
  }
  const uploads = inWindow(() => new Uploads({ provider, linkKey: undefined, isOnServer }))
  open.push(uploads)
  return uploads
}

function place(doc: Y.Doc, upload: string): void {
  const block = new Y.XmlElement('block')
  block.setAttribute('kind', 'file')
  block.setAttribute('upload', upload)
  doc.getXmlFragment('content').push([block])
}

it('goes on by itself when one may write again', async () => {
  const bob = stage.peer()
  await bob.is('live')
  let mayNot = true
  const uploads = uploadsOf(bob, () =>
    mayNot ? new NotSent('forbidden', { refused: { why: 'noRight' } }) : undefined,
  )
  const token = uploads.begin(new File(['plan'], 'plan.txt'))
  place(bob.doc, token)
  await bob.provider.whenSaved()
  stage.server.changeRole(stage.documentId, 'viewer')
  await expect
    .poll(() => uploads.look(token), { timeout: 10_000 })
    .toEqual({ state: 'failed', trouble: { why: 'noRight' } })
  mayNot = false
  stage.server.changeRole(stage.documentId, 'editor')
  await expect.poll(() => uploads.look(token).state, { timeout: 10_000 }).toBe('waiting')
})

it('tells the others that it failed, and why; and that it was cancelled', async () => {
  const [ann, bob] = [stage.peer(), stage.peer()]
  const hers = uploadsOf(ann, () => new NotSent('no room', { refused: { why: 'diskFull' } }))
  const his = uploadsOf(bob, () => undefined)
  const token = hers.begin(new File(['plan'], 'plan.txt'))
  place(ann.doc, token)
  await ann.provider.whenSaved()
  await expect
    .poll(() => his.look(token), { timeout: 10_000 })
    .toMatchObject({ state: 'theirsFailed', why: 'diskFull' })
  hers.cancel(token)
  expect(hers.look(token)).toEqual({ state: 'cancelled' })
  await expect.poll(() => his.look(token), { timeout: 10_000 }).toMatchObject({ why: 'cancelled' })
})

it('tells what a copy of a document lacks from what somebody goes on with', async () => {
  const uploads = uploadsOf(stage.peer(), () => undefined)
  const token = uploads.begin(new File(['plan'], 'plan.txt'))
  const { documentId } = stage
  expect(isTokenOf(documentId, token)).toBe(true)
  expect(uploads.look(newToken(documentId))).toEqual({ state: 'left' })
  expect(uploads.look(newToken(`${documentId}-copy`))).toEqual({ state: 'copied' })
  // As they were called before.
  expect(uploads.look('0123456789abcdef0123456789abcdef')).toEqual({ state: 'left' })
})
