import { onTestFinished } from 'vitest'
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { decodeAwareness, encodeAwareness, type Participant, unpackUpdates } from '../../protocol/index.ts'
import { RawClient } from './raw-client.ts'
import { until } from './until.ts'

/** Somebody who may read a document, and sees what others do there. */
export interface Onlooker {
  /** Resolves when all that was done before has come, if it ever does. */
  settle(): Promise<void>
  /** The awareness IDs of which there is something to see. */
  carets(): ReadonlySet<number>
  /** What they show. */
  states(): ReadonlyMap<number, unknown>
  names(): ReadonlySet<string>
  /** By session. */
  people(): ReadonlyMap<number, { name: string; user: string | undefined }>
  sessions(): ReadonlySet<number>
  /** Of the text `words`. */
  text(): string
}

const [own, markers] = [1, 2]

/** For one test. `cookie`: whose eyes they are; somebody's who may write. */
export async function openOnlooker(url: string, cookie: string, documentId: string): Promise<Onlooker> {
  const open = async (awarenessId: number) => {
    const client = new RawClient(url, { headers: { Cookie: cookie } })
    onTestFinished(() => client.close())
    return { client, opened: await client.open(documentId, 0, awarenessId) }
  }
  const { client, opened } = await open(own)
  const { client: marker } = await open(markers)
  const roster = new Map<number, { name: string; user: string | undefined }>()
  const come = ({ session, profile: { name }, user }: Participant) => roster.set(session, { name, user })
  for (const each of opened.participants) come(each)
  client.socket.on('presence', ({ joined, left }) => {
    for (const each of joined) come(each)
    for (const session of left) roster.delete(session)
  })
  const awareness = new Awareness(new Y.Doc())
  onTestFinished(() => awareness.destroy())
  client.socket.on('awareness', frame => applyAwarenessUpdate(awareness, decodeAwareness(frame).update, ''))
  const markerDoc = new Y.Doc()
  const markerAwareness = new Awareness(Object.assign(new Y.Doc(), { clientID: markers }))
  onTestFinished(() => markerAwareness.destroy())
  let n = 0
  markerDoc.on('update', (update: Uint8Array) => marker.send(documentId, ++n, update))
  const textOf = (name: string) => {
    const doc = new Y.Doc()
    const before = unpackUpdates(opened.updates)
    for (const { update } of [...before, ...client.updates]) Y.applyUpdate(doc, update)
    return doc.getText(name).toString()
  }
  /** Of others who looked on before. */
  const marksBefore = textOf('marks').length
  return {
    settle: async () => {
      markerDoc.getText('marks').insert(0, 'x')
      const name = `mark ${n}`
      marker.socket.emit('profile', { name, color: '#336699' })
      markerAwareness.setLocalState({ name })
      const caret = encodeAwarenessUpdate(markerAwareness, [markers])
      marker.socket.emit('awareness', encodeAwareness(documentId, caret))
      await until(
        () =>
          textOf('marks').length === marksBefore + n &&
          [...roster.values()].some(each => each.name === name) &&
          awareness.getStates().get(markers)?.name === name,
        'the mark',
      )
    },
    carets: () => new Set(awareness.getStates().keys()),
    states: () => awareness.getStates(),
    names: () => new Set([...roster.values()].map(({ name }) => name)),
    people: () => roster,
    sessions: () => new Set(roster.keys()),
    text: () => textOf('words'),
  }
}
