import { tmpdir } from 'node:os'
import { Readable } from 'node:stream'
import { expect, it, onTestFinished, vi } from 'vitest'
import { allOf } from '../../e2e/support/all-of.ts'
import { deletionOf } from '../log/queries.ts'
import type { StoredLog } from '../log/tables.ts'
import { stepsOfCopiedFiles } from './copied-files.ts'
import { type FilesPlace, openFileStore } from './open-file-store.ts'
import { Room } from './room.ts'
import { sweep, sweepStore } from './sweep.ts'
import { findFile, forgetUpload } from './upload-rows.ts'
import { Uploads, type UploadsOptions } from './uploads.ts'

const paper = 'the-paper'
const day = 86_400_000
const limits = {
  maxBytes: 100,
  maxBytesPerDocument: 200,
  maxPerDocument: 10,
  maxBytesPerPerson: 250,
  maxBytesInAll: 10_000,
  maxUnfinished: 5,
}
const granted = async () => () => {}

/** A new place for blobs, with nothing in it. */
export interface NewPlace {
  place: FilesPlace
  /** Something that is not ours comes to lie beside the blobs. Gives what tells whether it is there still. */
  litter(): Promise<() => Promise<boolean>>
  remove(): Promise<void>
}

/** What files promise, whatever their rows, and their blobs, are kept in. */
export function describeFiles(openLog: () => Promise<StoredLog>, openPlace: () => Promise<NewPlace>): void {
  const opened = async () => {
    const log = await openLog()
    const { place, litter, remove } = await openPlace()
    onTestFinished(async () => {
      vi.useRealTimers()
      await log.close()
      await remove()
    })
    await log.create(paper)
    const { tables } = log
    const openStore = openFileStore({ ...place, tables })
    const folder = 'folder' in place ? place.folder : undefined
    const room = new Room({ tables, folder, reserveBytes: 0, maxBytesInAll: limits.maxBytesInAll })
    const node = (how: Partial<UploadsOptions> = {}) =>
      new Uploads({ tables, isShared: true, openStore, limits, room, ...how })
    const options = { tables, openStore, unfinishedMaxAgeInMs: day, unknownMaxAgeInMs: 30 * day }
    const blobs = async () => {
      const store = await openStore()
      return (await allOf(store.keysFrom(Number.POSITIVE_INFINITY))).length
    }
    const counted = () =>
      tables.read(tables.query.selectFrom('document_files').select(['count', 'bytes']).orderBy('document'))
    const later = (ms: number) => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms })
    return { log, tables, folder, litter, openStore, node, options, blobs, counted, later }
  }
  const of = (id: string) => ({ id, documentId: paper, user: 'g_ann' })
  const words = (text: string) => Readable.from([Buffer.from(text)], { objectMode: false })

  async function beginsAt(uploads: Uploads, size = 5, documentId = paper): Promise<string> {
    const begun = await uploads.begin({ documentId, user: 'g_ann', name: 'a.txt', size })
    if (typeof begun === 'string' || 'limit' in begun) throw new Error(JSON.stringify(begun))
    return begun.id
  }

  async function fileOf(uploads: Uploads): Promise<string> {
    const id = await beginsAt(uploads)
    await uploads.bring(of(id), { body: words('hello'), offset: 0, granted })
    expect(await uploads.settle(of(id))).toMatchObject({ is: 'done', file: { type: 'text/plain', size: 5 } })
    return id
  }

  it('gives room to as many as there is room for, whoever begins at the same moment', async () => {
    const { node, counted } = await opened()
    const nodes = [node(), node()]
    const begun = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        nodes[i % 2]?.begin({ documentId: paper, user: `g_${i}`, name: 'a', size: 60 }),
      ),
    )
    expect(begun.filter(each => typeof each === 'object' && 'id' in each)).toHaveLength(3)
    expect(await counted()).toEqual([{ count: 3, bytes: 180 }])
  })

  it('gives one person no more room than is theirs, in however many documents they begin at the same moment', async () => {
    const { log, tables, node } = await opened()
    const papers = ['paper-1', 'paper-2', 'paper-3', 'paper-4']
    for (const each of papers) await log.create(each)
    const nodes = [node(), node()]
    const begun = await Promise.all(
      papers.map((documentId, i) => nodes[i % 2]?.begin({ documentId, user: 'g_ann', name: 'a', size: 90 })),
    )
    expect(begun.filter(each => typeof each === 'object' && 'id' in each)).toHaveLength(2)
    expect(begun).toContainEqual({ limit: 'person-bytes' })
    // As whom they have signed in since, they have no more; others have their own.
    await tables.write([tables.query.insertInto('other_names').values({ guest: 'g_ann', person: 'u_ann' })])
    const of = { documentId: paper, name: 'a', size: 90 }
    expect(await nodes[0]?.begin({ ...of, user: 'u_ann' })).toEqual({ limit: 'person-bytes' })
    expect(await nodes[0]?.begin({ ...of, user: 'g_bob' })).toHaveProperty('id')
  })

  it('takes no more in all than is set, and nothing that would leave the database without room', async () => {
    const { tables, folder, node } = await opened()
    const of = { documentId: paper, user: 'g_ann', name: 'a', size: 60 }
    const small = node({ room: new Room({ tables, folder, reserveBytes: 0, maxBytesInAll: 150 }) })
    expect(await small.begin(of)).toHaveProperty('id')
    expect(await small.begin(of)).toHaveProperty('id')
    expect(await small.begin(of)).toEqual({ limit: 'store-bytes' })
    const full = node({
      room: new Room({ tables, folder: folder ?? tmpdir(), reserveBytes: 2 ** 60, maxBytesInAll: 10_000 }),
    })
    expect(await full.begin(of)).toEqual({ limit: 'disk' })
    // What had begun before waits for room, with all that has come.
    const { bring, id } = { bring: full.bring.bind(full), id: await beginsAt(node()) }
    expect(await bring({ ...of, id }, { body: words('hello'), offset: 0, granted })).toMatchObject({
      is: 'brought',
      offset: 0,
      ending: { is: 'full' },
    })
  })

  it('leaves to others what somebody has asked for in vain', async () => {
    const { log, tables, folder, node } = await opened()
    await log.create('paper-2')
    const room = new Room({ tables, folder, reserveBytes: 0, maxBytesInAll: 500 })
    const uploads = node({ room, limits: { ...limits, maxBytes: 400 } })
    // More than one document may have.
    const greedy = { documentId: paper, user: 'g_ann', name: 'a', size: 201 }
    for (let n = 0; n < 3; n++) expect(await uploads.begin(greedy)).toEqual({ limit: 'document-bytes' })
    expect(await uploads.begin({ ...greedy, documentId: 'paper-2', user: 'g_bob', size: 90 })).toHaveProperty(
      'id',
    )
  })

  it('has one writer at one time: the next one waits until the other has let go', async () => {
    const { node } = await opened()
    const [here, there] = [node(), node()]
    const id = await beginsAt(here)
    const body = new Readable({ read: () => {} })
    body.push('he')
    const bringing = here.bring(of(id), { body, offset: 0, granted })
    await vi.waitFor(async () => expect(await here.look(of(id))).toMatchObject({ offset: 2 }), 5_000)
    expect(await there.bring(of(id), { body: words('hello'), offset: 0, granted })).toEqual({ is: 'held' })
    // Asking where to go on has the other one end, and keeps what it brought.
    expect(await there.settle(of(id))).toMatchObject({ is: 'uploading', offset: 2 })
    expect(await bringing).toMatchObject({ is: 'brought', offset: 2, why: 'wanted' })
    await there.bring(of(id), { body: words('llo'), offset: 2, granted })
    expect(await here.settle(of(id))).toMatchObject({ is: 'done' })
  })

  it('takes nobody for dead who has just got hold of it', async () => {
    const { node, tables } = await opened()
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>()
    // The thread that reads may be the first to tell what the one that writes has done.
    const slow: typeof tables = {
      query: tables.query,
      read: tables.read.bind(tables),
      readSlowly: tables.readSlowly.bind(tables),
      write: async steps => {
        const rows = await tables.write(steps)
        await answered
        return rows
      },
    }
    const id = await beginsAt(node())
    const uploads = node({ tables: slow, isShared: false })
    const body = new Readable({ read: () => {} })
    const first = uploads.bring(of(id), { body, offset: 0, granted })
    const holderOf = () => tables.read(tables.query.selectFrom('uploads').select('holder'))
    await vi.waitFor(async () => expect(await holderOf()).not.toEqual([{ holder: '' }]), 5_000)
    expect(await uploads.bring(of(id), { body: words('hello'), offset: 0, granted })).toEqual({ is: 'held' })
    const settling = uploads.settle(of(id))
    answer()
    expect(await first).toMatchObject({ is: 'brought', why: 'wanted' })
    expect(await settling).toMatchObject({ is: 'uploading' })
  })

  it('takes over from a node that is dead, and not before', async () => {
    const { node, tables } = await opened()
    const deadAfterInMs = 1_000
    const uploads = node({ deadAfterInMs })
    const id = await beginsAt(uploads)
    const dead = { holder: 'a-node-that-was-killed', beat: 3 }
    await tables.write([tables.query.updateTable('uploads').set(dead).where('id', '=', id)])
    expect(await uploads.bring(of(id), { body: words('hello'), offset: 0, granted })).toEqual({ is: 'held' })
    const askedAt = performance.now()
    expect(await uploads.settle(of(id))).toMatchObject({ is: 'uploading', offset: 0 })
    expect(performance.now() - askedAt).toBeGreaterThan(deadAfterInMs)
    // Of a database of its own every other holder is dead.
    await tables.write([tables.query.updateTable('uploads').set(dead).where('id', '=', id)])
    expect(
      await node({ isShared: false }).bring(of(id), { body: words('hello'), offset: 0, granted }),
    ).toMatchObject({
      is: 'brought',
    })
  })

  it('asks the database no more often where several wait for the same, and has no crowd wait', async () => {
    const { node, tables } = await opened()
    const id = await beginsAt(node())
    const stuck = { holder: 'a-node-that-was-killed', beat: 3 }
    await tables.write([tables.query.updateTable('uploads').set(stuck).where('id', '=', id)])
    let looks = 0
    const counting = node({
      deadAfterInMs: 800,
      tables: {
        query: tables.query,
        read: query => {
          if (query.compile().sql.startsWith('select "holder"')) looks++
          return tables.read(query)
        },
        readSlowly: query => tables.readSlowly(query),
        write: steps => tables.write(steps),
      },
    })
    const settled = Array.from({ length: 12 }, () => counting.settle(of(id)))
    const all = (await Promise.all(settled)).map(({ is }) => is)
    expect(all.filter(is => is === 'held')).toHaveLength(8)
    expect(all.filter(is => is === 'uploading')).toHaveLength(4)
    expect(looks).toBeLessThan(40)
  })

  it.each(['cancel', 'settle'] as const)(
    'leaves a file alone that another node made while this one stood still in %s, and tells of it',
    async what => {
      const { tables, node, blobs } = await opened()
      const here = node()
      const id = await beginsAt(here)
      await here.bring(of(id), { body: words('hello'), offset: 0, granted })
      let writes = 0
      const slow = node({
        tables: {
          query: tables.query,
          read: query => tables.read(query),
          readSlowly: query => tables.readSlowly(query),
          write: async steps => {
            // It has got hold of it with the first.
            if (++writes === 2) {
              await tables.write([
                tables.query.updateTable('uploads').set({ holder: '' }).where('id', '=', id),
              ])
              expect(await here.settle(of(id))).toMatchObject({ is: 'done' })
            }
            return tables.write(steps)
          },
        },
      })
      expect(await slow[what](of(id))).toMatchObject({ is: 'done', file: { id } })
      expect(await blobs()).toBe(1)
    },
  )

  it('forgets nothing with which somebody has just gone on', async () => {
    const { tables, node, counted } = await opened()
    const id = await beginsAt(node())
    const [upload] = await tables.read(
      tables.query.selectFrom('uploads').select(['id', 'document', 'name', 'size', 'touched_at']),
    )
    if (upload === undefined) throw new Error('there is no upload')
    const forgetting = { upload, holder: '', untouchedSince: upload.touched_at }
    expect(await forgetUpload(tables, forgetting)).toBe(false)
    expect([await node().look(of(id)), await counted()]).toMatchObject([{ offset: 0 }, [{ count: 1 }]])
    expect(await forgetUpload(tables, { ...forgetting, untouchedSince: upload.touched_at + 1 })).toBe(true)
  })

  it('gives a copy of a document the same files, which stay when the other one is deleted', async () => {
    const { log, tables, node, options, blobs, counted, later } = await opened()
    const id = await fileOf(node())
    await log.create('the-copy')
    await tables.write(stepsOfCopiedFiles(tables.query, 'the-copy', paper))
    expect(await findFile(tables, 'the-copy', id)).toEqual(await findFile(tables, paper, id))
    expect(await counted()).toEqual([
      { count: 1, bytes: 5 },
      { count: 1, bytes: 5 },
    ])
    // Nobody goes on with it there.
    expect(await node().look({ ...of(id), documentId: 'the-copy' })).toEqual({ is: 'gone' })
    await tables.write([deletionOf(tables.query, paper)])
    await sweep(options)
    later(120_000)
    await sweep(options)
    expect(await findFile(tables, paper, id)).toBeUndefined()
    expect([await blobs(), await findFile(tables, 'the-copy', id)]).toMatchObject([1, { size: 5 }])
    await tables.write([deletionOf(tables.query, 'the-copy')])
    await sweep(options)
    expect(await blobs()).toBe(1)
    later(120_000)
    await sweep(options)
    expect(await blobs()).toBe(0)
    for (const table of ['files', 'uploads', 'lost_blobs', 'document_files'] as const)
      expect(await tables.read(tables.query.selectFrom(table).selectAll())).toEqual([])
  })

  it('gives up what nobody goes on with, with its room and its bytes, and nothing else', async () => {
    const { node, options, blobs, counted, later } = await opened()
    const uploads = node()
    const file = await fileOf(uploads)
    const id = await beginsAt(uploads)
    await uploads.bring(of(id), { body: words('hel'), offset: 0, granted })
    later(day * 0.9)
    await sweep(options)
    expect(await uploads.settle(of(id))).toMatchObject({ is: 'uploading', offset: 3 })
    // It was asked for just now.
    later(day * 0.9)
    await sweep(options)
    expect(await uploads.look(of(id))).toMatchObject({ is: 'uploading', offset: 3 })
    later(day * 1.1)
    await Promise.all([sweep(options), sweep(options)])
    expect([await uploads.look(of(id)), await counted()]).toEqual([{ is: 'gone' }, [{ count: 1, bytes: 5 }]])
    later(120_000)
    await sweep(options)
    expect([await blobs(), await uploads.look(of(file))]).toMatchObject([1, { is: 'done' }])
  })

  it('gives up soon what began and nobody has asked for since: whoever did has not heard of it', async () => {
    const { node, options, counted, later } = await opened()
    const [unheard, heard] = [await beginsAt(node()), await beginsAt(node())]
    await node().settle(of(heard))
    later(day / 24)
    await sweep(options)
    expect(await node().look(of(unheard))).toEqual({ is: 'gone' })
    expect([await node().look(of(heard)), await counted()]).toMatchObject([{ offset: 0 }, [{ count: 1 }]])
  })

  it('ends at once when it is told to, however much there is to look through', async () => {
    const { tables, node, options } = await opened()
    await fileOf(node())
    const store = await options.openStore()
    const ending = new AbortController()
    const { promise: listing, resolve: lists } = Promise.withResolvers<void>()
    const endless = Object.assign(Object.create(store), {
      async *keysFrom() {
        lists()
        await new Promise(() => {})
      },
    })
    const sweeping = sweepStore({
      ...options,
      tables,
      openStore: async () => endless,
      signal: ending.signal,
    })
    await listing
    ending.abort()
    await expect(sweeping).rejects.toThrow()
  })

  it('removes from the store what no row has known for long since that was noticed, and leaves what is not a blob alone', async () => {
    const { litter, openStore, node, options, blobs, later } = await opened()
    const uploads = node()
    const file = await fileOf(uploads)
    const isLitterThere = await litter()
    // Of a backup, perhaps.
    const stranger = await (await openStore()).openToWrite(`${file.slice(0, 2)}${'0'.repeat(30)}`)
    await stranger.write(Buffer.from('words'))
    await stranger.sync()
    await stranger.close()
    await sweepStore(options)
    expect(await blobs()).toBe(2)
    later(2 * day)
    // However old: the database may be a backup that was put in place by mistake.
    await sweepStore(options)
    later(29 * day)
    await sweepStore(options)
    await sweep(options)
    expect(await blobs()).toBe(2)
    later(1.1 * day)
    await sweep(options)
    expect([await blobs(), await uploads.look(of(file)), await isLitterThere()]).toMatchObject([
      1,
      { is: 'done' },
      true,
    ])
  })

  it('keeps a guest’s uploads theirs when they have signed in', async () => {
    const { node, tables } = await opened()
    const uploads = node()
    const id = await beginsAt(uploads)
    await tables.write([tables.query.insertInto('other_names').values({ guest: 'g_ann', person: 'u_ann' })])
    expect(await uploads.look({ ...of(id), user: 'u_ann' })).toMatchObject({ is: 'uploading' })
    expect(await uploads.look({ ...of(id), user: 'g_bob' })).toEqual({ is: 'gone' })
    expect(await uploads.look({ ...of(id), user: undefined })).toEqual({ is: 'gone' })
  })

  it('makes no file for a document that was deleted meanwhile', async () => {
    const { node, tables } = await opened()
    const uploads = node()
    const id = await beginsAt(uploads)
    const deleting = async () => {
      await tables.write([deletionOf(tables.query, paper)])
      return () => {}
    }
    await uploads.bring(of(id), { body: words('hello'), offset: 0, granted: deleting })
    expect(await uploads.settle(of(id))).toEqual({ is: 'gone' })
    expect(await tables.read(tables.query.selectFrom('files').select('id'))).toEqual([])
  })
}
