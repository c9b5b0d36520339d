import { expect, it } from 'vitest'
import { until } from '../../e2e/support/until.ts'
import { openStage } from './testing/peers.ts'

const stage = openStage()
const profile = (name: string) => ({ name, color: '#336699' })

it('says who is here, and what they are called now', async () => {
  const ann = stage.peer({ profile: profile('Ann') })
  const bob = stage.peer({ profile: profile('Bob') })
  const names = () => ann.provider.participants.map(({ profile: { name } }) => name).sort()
  await until(() => names().join() === 'Ann,Bob', 'both to be here')
  expect(ann.provider.role).toBe('editor')
  expect(ann.provider.participants.map(({ session }) => session)).toContain(ann.provider.session)
  bob.provider.setProfile(profile('Robert'))
  await until(() => names().join() === 'Ann,Robert', 'the new name')
  await bob.provider.destroy()
  await until(() => names().join() === 'Ann', 'Bob to be gone')
})

it('shows carets, after a cut as well, and takes them away with their owner', async () => {
  const [ann, bob] = [stage.peer(), stage.peer()]
  await Promise.all([ann.is('live'), bob.is('live')])
  const caret = () => ann.provider.awareness.getStates().get(bob.doc.clientID)?.caret
  bob.provider.awareness.setLocalState({ caret: 1 })
  for (let to = 2; to <= 50; to++) bob.provider.awareness.setLocalStateField('caret', to)
  await until(() => caret() === 50, 'the caret')
  expect(stage.server.heard.filter(({ event }) => event === 'awareness').length).toBeLessThan(4)
  stage.server.cut()
  await ann.is('connecting')
  expect(caret()).toBe(50)
  await Promise.all([ann.is('live'), bob.is('live')])
  bob.provider.awareness.setLocalStateField('caret', 7)
  await until(() => caret() === 7, 'the caret again')
  bob.provider.disconnect()
  await until(() => caret() === undefined, 'the caret to be gone')
  bob.provider.connect()
  await until(() => caret() === 7, 'the caret to be back, though nothing about it has changed')
})

it('never sends a state that is too large', async () => {
  const [ann, bob] = [stage.peer(), stage.peer()]
  await Promise.all([ann.is('live'), bob.is('live')])
  bob.provider.awareness.setLocalState({ caret: 1 })
  bob.provider.awareness.setLocalState({ caret: 2, notes: 'x'.repeat(3000) })
  bob.provider.awareness.setLocalState({ caret: 3 })
  await until(() => ann.provider.awareness.getStates().get(bob.doc.clientID)?.caret === 3, 'the caret')
})

it('leaves the states of other providers alone', async () => {
  const ann = stage.peer()
  await ann.is('live')
  ann.provider.awareness.states.set(99, { from: 'elsewhere' })
  ann.provider.awareness.meta.set(99, { clock: 1, lastUpdated: Date.now() })
  await ann.provider.destroy()
  expect(ann.provider.awareness.states.get(99)).toEqual({ from: 'elsewhere' })
})
