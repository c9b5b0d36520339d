import { expect, it, vi } from 'vitest'
import { type EndCause, type Refusal, type Role, refuse } from '../../protocol/index.ts'
import type { AccessChange, Question } from './access.ts'
import { nobody } from './caller.ts'
import { openPermits } from './open-permits.ts'
import type { Permit } from './permits.ts'

const documentId = 'the-document'
const ann = { user: 'g_ann', login: 'l_ann', expiresAt: Number.POSITIVE_INFINITY }

/** Access as a test wants it: each question waits until the test lets it be answered, when it says so. */
function stage() {
  const listeners = new Set<(change: AccessChange) => void>()
  const roles = new Map<string | undefined, Role>([[ann.user, 'editor']])
  let held: PromiseWithResolvers<void> | undefined
  let isAway = false
  let asked = 0
  const access = {
    may: async (_: unknown, { caller }: Question): Promise<Role | Refusal> => {
      asked++
      if (isAway) throw new Error('away')
      const answer = roles.get(caller.user) ?? refuse('unknown-document')
      await held?.promise
      return answer
    },
    whyNot: async (): Promise<EndCause> => 'removed',
    onChange: (listener: (change: AccessChange) => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  const permits = openPermits({ access, onTrouble: () => {} })
  const events: string[] = []
  return {
    permits,
    events,
    roles,
    listeners,
    get asked() {
      return asked
    },
    set isAway(away: boolean) {
      isAway = away
    },
    /** Answers are decided at once, and given when the returned function is called. */
    hold: () => {
      held = Promise.withResolvers<void>()
      return () => {
        held?.resolve()
        held = undefined
      }
    },
    change: (change: AccessChange) => {
      for (const listener of listeners) listener(change)
    },
    open: async (question: Question, name = 'permit') =>
      given(
        await permits.open(question, {
          roleChanged: role => events.push(`${name} ${role}`),
          ended: cause => events.push(`${name} ended: ${cause}`),
          unsure: ({ reason, retryInMs }) => events.push(`${name} unsure: ${reason}, ${retryInMs}`),
        }),
      ),
  }
}

function given(permit: Permit | Refusal): Permit {
  if ('ok' in permit) throw new Error(permit.reason)
  return permit
}

const ofDocument = { of: 'document', documentId } as const

it('follows what becomes of a role, and tells each change once', async () => {
  const here = stage()
  const permit = await here.open({ caller: ann, documentId })
  expect([permit.role, permit.allows('write'), permit.allows('share')]).toEqual(['editor', true, false])
  here.roles.set(ann.user, 'viewer')
  here.change(ofDocument)
  await vi.waitFor(() => expect(here.events).toEqual(['permit viewer']))
  expect([permit.role, permit.allows('write'), permit.allows('read')]).toEqual(['viewer', false, true])
  here.change(ofDocument)
  here.change({ of: 'user', user: ann.user })
  here.change({ of: 'login', login: ann.login })
  here.change({ of: 'everything' })
  here.roles.delete(ann.user)
  here.change(ofDocument)
  await vi.waitFor(() => expect(here.events).toEqual(['permit viewer', 'permit ended: removed']))
  expect(permit.allows('read')).toBe(false)
})

it('is in doubt from a change on until it is known what it meant, and only where it may mean something', async () => {
  const here = stage()
  const permit = await here.open({ caller: ann, documentId })
  const other = await here.open({ caller: ann, documentId: 'another-one' })
  const answer = here.hold()
  here.change(ofDocument)
  expect([permit.isInDoubt, other.isInDoubt]).toEqual([true, false])
  here.roles.set(ann.user, 'viewer')
  here.change(ofDocument)
  answer()
  await vi.waitFor(() => expect(permit.isInDoubt).toBe(false))
  expect(permit.role).toBe('viewer')
})

it('gives none where nothing may be read, and asks nobody about what does not concern it', async () => {
  const here = stage()
  expect(
    await here.permits.open(
      { caller: nobody, documentId },
      { roleChanged: vi.fn(), ended: vi.fn(), unsure: vi.fn() },
    ),
  ).toEqual(refuse('unknown-document'))
  const permit = await here.open({ caller: ann, documentId })
  const { asked } = here
  here.change({ of: 'document', documentId: 'another-one' })
  here.change({ of: 'user', user: 'g_bob' })
  here.change({ of: 'login', login: 'l_bob' })
  permit.release()
  here.change(ofDocument)
  expect(here.asked).toBe(asked)
})

it('does not step over a change that comes while the first question is under way', async () => {
  const here = stage()
  const answer = here.hold()
  const opening = here.open({ caller: ann, documentId })
  here.roles.set(ann.user, 'viewer')
  here.change(ofDocument)
  answer()
  expect((await opening).role).toBe('viewer')
})

it('lets no older answer overtake a newer one', async () => {
  const here = stage()
  const permit = await here.open({ caller: ann, documentId })
  here.roles.set(ann.user, 'commenter')
  const answer = here.hold()
  here.change(ofDocument)
  here.roles.set(ann.user, 'viewer')
  here.change(ofDocument)
  answer()
  await vi.waitFor(() => expect(permit.role).toBe('viewer'))
  expect(here.events).toEqual(['permit commenter', 'permit viewer'])
})

it('keeps the role for a moment while nobody can be asked, and asks again as soon as somebody can', async () => {
  const here = stage()
  const permit = await here.open({ caller: ann, documentId })
  here.isAway = true
  here.roles.delete(ann.user)
  const { asked } = here
  here.change(ofDocument)
  await vi.waitFor(() => expect(here.asked).toBeGreaterThan(asked + 1), 2000)
  expect(permit.allows('write')).toBe(true)
  here.isAway = false
  await vi.waitFor(() => expect(here.events).toEqual(['permit ended: removed']))
})

it('ends what has changed, and could not be asked about in time, and leaves alone what has not', async () => {
  const here = stage()
  const permit = await here.open({ caller: ann, documentId })
  const other = await here.open({ caller: ann, documentId: 'another-one' }, 'other')
  here.isAway = true
  here.change(ofDocument)
  const began = performance.now()
  await vi.waitFor(() => expect(here.events).toEqual(['permit unsure: storage, 2000']), 3_000)
  expect(performance.now() - began).toBeGreaterThan(1_400)
  expect([permit.allows('read'), other.allows('write')]).toEqual([false, true])
})

it('ends it also where the question hangs', async () => {
  const here = stage()
  const permit = await here.open({ caller: ann, documentId })
  const answer = here.hold()
  here.change(ofDocument)
  await vi.waitFor(() => expect(permit.allows('read')).toBe(false), 3_000)
  answer()
  expect(here.events).toEqual(['permit unsure: storage, 2000'])
})

it('ends with its login, whatever else', async () => {
  const here = stage()
  const permit = await here.open({ caller: { ...ann, expiresAt: Date.now() + 300 }, documentId })
  expect(permit.allows('write')).toBe(true)
  await vi.waitFor(() => expect(here.events).toEqual(['permit ended: expired']), 3000)
  expect(permit.allows('read')).toBe(false)
})

it('asks once for all who came the same way, and a few at a time for thousands', async () => {
  const here = stage()
  for (let i = 0; i < 2000; i++) here.roles.set(`g_${i}`, 'editor')
  for (let i = 0; i < 2000; i++) {
    await here.open({ caller: { ...ann, user: `g_${i}` }, documentId }, `${i}`)
    await here.open({ caller: { ...ann, user: `g_${i}` }, documentId }, `${i}`)
  }
  const { asked } = here
  for (let i = 0; i < 2000; i++) here.roles.set(`g_${i}`, 'viewer')
  here.change(ofDocument)
  expect(here.asked - asked).toBeLessThan(50)
  await vi.waitFor(() => expect(here.events).toHaveLength(4000))
  expect(here.asked - asked).toBe(2000)
})

it('goes on with the others where one of them fails to hear', async () => {
  const here = stage()
  const fails = () => {
    throw new Error('gone')
  }
  given(
    await here.permits.open({ caller: ann, documentId }, { roleChanged: fails, ended: fails, unsure: fails }),
  )
  await here.open({ caller: ann, documentId }, 'the other')
  here.roles.set(ann.user, 'viewer')
  here.change(ofDocument)
  await vi.waitFor(() => expect(here.events).toEqual(['the other viewer']))
})

it('hears nothing after its end', async () => {
  const here = stage()
  await here.open({ caller: ann, documentId })
  here.permits.close()
  expect(here.listeners.size).toBe(0)
})

it('asks once for a crowd that was let in already, and again when something has changed', async () => {
  const here = stage()
  const question = { caller: ann, documentId, isThere: true }
  await Promise.all([here.open(question), here.open(question)])
  const asked = here.asked
  const later = await here.open(question)
  expect([later.role, here.asked]).toEqual(['editor', asked])
  // A visit is remembered where it is asked about.
  await here.open({ caller: ann, documentId })
  expect(here.asked).toBe(asked + 1)
  const answer = here.hold()
  here.roles.delete(ann.user)
  here.change(ofDocument)
  const inDoubt = here.permits.open(question, { roleChanged: () => {}, ended: () => {}, unsure: () => {} })
  answer()
  expect(await inDoubt).toMatchObject({ reason: 'unknown-document' })
})
