import * as v from 'valibot'
import { type DocumentId, documentIdSchema } from '../../../protocol/index.ts'
import type { Status } from '../../sync/status.ts'
import { unsavedOnDevice } from '../../sync/unsaved-on-device.ts'
import type { OpenDocument } from '../document/open-document.ts'
import { leftUnsaved } from './left-unsaved.ts'
import { Line } from './line.ts'
import { isMadeHere } from './made-here.ts'

/** What is on its way is no news. */
const tellInMs = 2_000

const inLine = new Set<DocumentId>()
const line = new Line()
let telling: ReturnType<typeof setTimeout> | undefined

/** Opens behind the scenes, one after the other, what has words that no server has yet. Offline, only says so. */
export async function lookForLeft(): Promise<void> {
  const left = await findLeft()
  clearTimeout(telling)
  if (!navigator.onLine) return void leftUnsaved.set(left)
  if (left.length > 0) telling = setTimeout(() => void tell(), tellInMs)
  else leftUnsaved.set(left)
  for (const id of left.filter(id => !inLine.has(id))) {
    inLine.add(id)
    void line.join(letNext => send(id, letNext)).finally(() => inLine.delete(id))
  }
  await line.whenFree
}

async function tell(): Promise<void> {
  leftUnsaved.set(await findLeft())
}

async function findLeft(): Promise<DocumentId[]> {
  // Where there is no storage, nothing has been left.
  const [found] = await Promise.allSettled([unsavedOnDevice()])
  const ids = found.status === 'fulfilled' ? found.value : []
  return ids.filter(id => v.is(documentIdSchema, id)).filter(id => !isMadeHere(id))
}

/** Until it is saved, or the server says no: to whoever is here it may be another's. That is told where the document is opened.
 *  While the server asks to wait with this one, others are sent. */
async function send(id: DocumentId, letNext: () => void): Promise<void> {
  const [loaded] = await Promise.allSettled([import('../document/documents.ts')])
  if (loaded.status !== 'fulfilled') return
  const { promise: settled, resolve: settle } = Promise.withResolvers<void>()
  const undo: (() => void)[] = []
  const watch = ({ provider, status }: OpenDocument) => {
    const look = () => {
      if (isSettled(status.get())) settle()
      else if (status.get().state === 'refused') letNext()
    }
    void provider.whenLoaded.then(look)
    // Before it has been loaded, there seems to be nothing.
    void provider.whenLoaded.then(() => undo.push(status.subscribe(look)))
  }
  const { opened, release } = loaded.value.documents().acquire(id, watch)
  watch(opened)
  await settled
  if (opened.status.get().unsaved === 0) await Promise.race([chatSent(opened), shutOut(opened, undo)])
  for (const each of undo) each()
  release()
  if (leftUnsaved.get().length > 0) await tell()
}

/** What was said beside it goes out as well. */
async function chatSent(opened: OpenDocument): Promise<void> {
  const [loaded] = await Promise.allSettled([import('../chat/chat-of.ts')])
  if (loaded.status === 'fulfilled') await loaded.value.chatOf(opened).whenSent()
}

/** The server says no, and will. */
function shutOut({ status }: OpenDocument, undo: (() => void)[]): Promise<void> {
  return new Promise(over => {
    const look = () => {
      const now = status.get()
      if (now.state === 'refused' && now.retryInMs === undefined) over()
    }
    undo.push(status.subscribe(look))
    look()
  })
}

/** A server that is busy, or a snapshot that did not come, is asked again. */
export function isSettled(status: Status): boolean {
  if (status.unsaved === 0) return true
  return status.state === 'refused' && status.retryInMs === undefined
}
