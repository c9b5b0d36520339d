import { expect, it } from 'vitest'
import * as Y from 'yjs'
import type { Append, Log } from './log.ts'
import { LogOvertaken } from './log.ts'
import { paper } from './typing.contract.ts'

const client = 4_000_000_000
const update = (() => {
  const doc = new Y.Doc()
  doc.clientID = client
  doc.getText('t').insert(0, 'mine')
  return Y.encodeStateAsUpdate(doc)
})()

/** An update by `author`, who takes `client` for one under which the session `last` wrote last. */
export function written(by: {
  author: string
  session: number
  last: number
  known?: number
  formerly?: string[]
}): Append {
  const { author, session, last, known = 0, formerly } = by
  return { session, n: 1, update, writes: { known, author, formerly, ids: [{ client, last }] } }
}

/** What every log promises about whose client IDs are whose. */
export function describeAuthors(open: () => Log): void {
  it('knows who wrote what, also after it was opened anew', async () => {
    const log = open()
    expect(await log.authors(paper)).toEqual(new Map())
    await log.append(paper, written({ author: 'ann', session: 1, last: 0 }))
    expect(await log.authors(paper)).toEqual(new Map([[client, 'ann']]))
    const state = await log.state(paper)
    expect(state?.claims).toEqual(new Map([[client, { author: 'ann', session: 1 }]]))
    expect(await log.authors('no-such-document')).toEqual(new Map())
  })

  it('lets one session after the other write under a client ID, and its author alone', async () => {
    const log = open()
    await log.append(paper, written({ author: 'guest', session: 1, last: 0 }))
    await log.append(paper, written({ author: 'guest', session: 1, last: 1, known: 1 }))
    await log.append(paper, written({ author: 'guest', session: 2, last: 1, known: 2 }))
    const overtaken = log.append(paper, written({ author: 'bob', session: 3, last: 2, known: 3 }))
    await expect(overtaken).rejects.toThrow(LogOvertaken)
    // The guest has signed in.
    await log.append(paper, written({ author: 'ann', formerly: ['guest'], session: 4, last: 2, known: 3 }))
    expect(await log.authors(paper)).toEqual(new Map([[client, 'ann']]))
  })

  it('lets anybody go on with what is anyone’s', async () => {
    const log = open()
    await log.append(paper, written({ author: 'anyone', session: 1, last: 0 }))
    await log.append(paper, written({ author: 'ann', session: 2, last: 1, known: 1 }))
    expect(await log.authors(paper)).toEqual(new Map([[client, 'ann']]))
  })

  it('rejects what builds on what is not so any more, all that is behind it, and nothing else', async () => {
    const log = open()
    await log.create('another-paper')
    await log.append(paper, written({ author: 'ann', session: 1, last: 0 }))
    const outcomes = await Promise.allSettled([
      log.append(paper, { session: 9, n: 1, update }),
      log.append(paper, written({ author: 'bob', session: 2, last: 0 })),
      log.append('another-paper', written({ author: 'bob', session: 2, last: 0 })),
      log.append(paper, { session: 9, n: 2, update }),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled', 'rejected'])
    expect((await log.state(paper))?.head).toBe(1)
    expect(await log.authors(paper)).toEqual(new Map([[client, 'ann']]))
    expect(await log.append(paper, { session: 9, n: 3, update })).toBe(2)
  })
}
