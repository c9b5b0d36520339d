import { expect, it, onTestFinished } from 'vitest'
import { maxChatPage, maxChatText, maxReactionsOfOne } from '../../../protocol/chat.ts'
import { adoptionOf } from '../../access/adoption.ts'
import { eraseDeleted } from '../../log/erase-deleted.ts'
import { deletionOf } from '../../log/queries.ts'
import type { StoredLog } from '../../log/tables.ts'
import { ChatStore } from './chat-store.ts'

const paper = 'the-paper'
const idOf = (n: number | string) => `message-${n}`.padEnd(16, '-')
const speaker = (name: string) => ({ user: `g_${name}`, name, color: '#336699' })
const ann = speaker('ann')
const bob = speaker('bob')

/** What a document's chat promises, whatever it is kept in. */
export function describeChat(openLog: () => Promise<StoredLog>): void {
  const opened = async () => {
    const log = await openLog()
    onTestFinished(() => log.close())
    await log.create(paper)
    const chat = new ChatStore(log.tables)
    const say = (text: string, by: Parameters<ChatStore['post']>[0]['by'] = ann, id = idOf(text)) =>
      chat.post({ documentId: paper, id, text, by })
    const thumb = (isOn: boolean, { user, name } = bob, emoji = '👍') =>
      chat.react({ documentId: paper, n: 1, emoji, isOn }, { user, name })
    return { log, chat, say, thumb }
  }

  it('numbers what many say at once from 1, without gaps, in one order, each with its author', async () => {
    const { chat, say } = await opened()
    const texts = Array.from({ length: 40 }, (_, i) => String(i))
    await Promise.all(texts.map((text, i) => say(text, i % 2 === 0 ? ann : bob)))
    const { head, revision, messages } = await chat.page(paper)
    expect({ head, revision }).toEqual({ head: 40, revision: 40 })
    expect(messages.map(({ n }) => n)).toEqual(texts.map((_, i) => i + 1))
    expect(messages.map(({ text }) => text).sort()).toEqual(texts.toSorted())
    for (const { text, user } of messages) expect(user).toBe(Number(text) % 2 === 0 ? 'g_ann' : 'g_bob')
  })

  it('keeps a message once, however often it is sent, at once or later, also after having signed in', async () => {
    const { chat, say } = await opened()
    const sent = await Promise.all(Array.from({ length: 12 }, () => say('hello')))
    sent.push(await say('hello', speaker('annie')))
    expect(sent.filter(posted => typeof posted === 'object' && posted.isNew)).toHaveLength(1)
    for (const posted of sent)
      expect(posted).toMatchObject({ message: { n: 1, user: 'g_ann', text: 'hello' } })
    expect(await chat.page(paper)).toMatchObject({ head: 1, messages: [{ text: 'hello' }] })
  })

  it('gives the newest page, those before it, and what has changed since', async () => {
    const { chat, say, thumb } = await opened()
    for (let n = 1; n <= maxChatPage + 3; n++) await say(String(n))
    const { messages } = await chat.page(paper)
    expect(messages.map(({ n }) => n)).toEqual(Array.from({ length: maxChatPage }, (_, i) => i + 4))
    expect((await chat.page(paper, 4)).messages.map(({ text }) => text)).toEqual(['1', '2', '3'])
    await thumb(true)
    const since = await chat.since(paper, maxChatPage + 2)
    expect(since?.messages.map(({ n }) => n)).toEqual([1, maxChatPage + 3])
    expect(since).toMatchObject({ head: maxChatPage + 3, revision: maxChatPage + 4 })
    expect(await chat.since(paper, 1_000)).toBeUndefined()
    expect(await chat.revisions([paper, 'another-one'])).toEqual(new Map([[paper, maxChatPage + 4]]))
  })

  it('keeps one reaction of a kind of each person, and takes it back', async () => {
    const { chat, say, thumb } = await opened()
    await say('hello')
    expect(await thumb(true)).toMatchObject({ revision: 2 })
    expect(await thumb(true)).toBeUndefined()
    await thumb(true, ann)
    await thumb(true, ann, '🎉')
    const { messages } = await chat.page(paper)
    expect(
      messages[0]?.reactions.map(({ emoji, people }) => [emoji, people.map(({ name }) => name)]),
    ).toEqual([
      ['👍', ['bob', 'ann']],
      ['🎉', ['ann']],
    ])
    expect(await thumb(false)).toMatchObject({ revision: 5, messages: [{ revision: 5 }] })
    expect(await thumb(false)).toBeUndefined()
  })

  it('lets nobody stop the others: by a name that no database takes, by reactions, or by more than a line carries', async () => {
    const { chat, say, thumb } = await opened()
    const long = 'ㄱ'.repeat(maxChatText)
    expect(await say(long, { ...ann, name: 'A\0nn' }, idOf(0))).toMatchObject({ message: { name: 'Ann' } })
    const many = Array.from({ length: maxReactionsOfOne + 3 }, (_, i) => String.fromCodePoint(0x1f600 + i))
    for (const emoji of many) await thumb(true, bob, emoji)
    expect(await thumb(true, ann)).toMatchObject({
      messages: [{ reactions: { length: maxReactionsOfOne + 1 } }],
    })
    const { revision } = await chat.page(paper)
    for (let n = 1; n <= maxChatPage; n++) await say(long, ann, idOf(n))
    expect((await chat.since(paper, revision))?.messages).toHaveLength(maxChatPage)
    expect(await chat.since(paper, revision - 1)).toBeUndefined()
  })

  it('knows up to where somebody has read, which never goes back, nor beyond the end', async () => {
    const { chat, say } = await opened()
    for (const text of ['1', '2', '3']) await say(text)
    await chat.noteRead(paper, 'g_bob', 2)
    await chat.noteRead(paper, 'g_bob', 1)
    await chat.noteRead(paper, 'g_bob', 9)
    expect(await chat.read(paper, 'g_bob')).toBe(2)
    expect(await chat.read(paper, 'g_ann')).toBe(0)
  })

  it('shows what a guest has said and read as that of the one who they have signed in as', async () => {
    const { log, chat, say, thumb } = await opened()
    const { tables } = log
    await say('hello')
    await thumb(true, ann)
    await say('again')
    await chat.noteRead(paper, 'g_ann', 2)
    // On another device they had read less.
    await chat.noteRead(paper, 'u_ann', 1)
    await tables.write([
      tables.query.insertInto('other_names').values({ guest: 'g_ann', person: 'u_ann' }),
      ...adoptionOf(tables.query, { guest: 'g_ann', person: 'u_ann' }),
    ])
    expect(await chat.page(paper)).toMatchObject({
      messages: [{ user: 'u_ann', reactions: [{ people: [{ user: 'u_ann' }] }] }, { user: 'u_ann' }],
    })
    expect(await chat.read(paper, 'u_ann')).toBe(2)
    await thumb(false, { ...ann, user: 'u_ann' })
    expect((await chat.page(paper)).messages[0]?.reactions).toEqual([])
  })

  it('takes nothing for a document that is not there, and keeps nothing of one that was deleted', async () => {
    const { log, chat, say, thumb } = await opened()
    const { tables } = log
    await say('hello')
    await thumb(true)
    await chat.noteRead(paper, 'g_bob', 1)
    await tables.write([deletionOf(tables.query, paper)])
    expect(await say('anybody there?')).toBe('unknown-document')
    expect(await chat.page(paper)).toEqual({ head: 0, revision: 0, messages: [] })
    await eraseDeleted(tables)
    for (const table of ['chats', 'chat_messages', 'chat_reactions', 'chat_reads'] as const)
      expect(await tables.read(tables.query.selectFrom(table).select('document'))).toEqual([])
  })
}
