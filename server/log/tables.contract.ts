import { expect, it } from 'vitest'
import { LogClosed } from './log.ts'
import { must, type StoredLog } from './tables.ts'

/** What every implementation of `Tables` promises. */
export function describeTables(openLog: () => Promise<StoredLog>): void {
  const opened = async () => {
    const log = await openLog()
    const { tables } = log
    const put = (name: string, value: string) => tables.query.insertInto('meta').values({ name, value })
    const change = (name: string, value: string) =>
      tables.query.updateTable('meta').set({ value }).where('name', '=', name)
    const read = async (name: string) => {
      const rows = await tables.read(tables.query.selectFrom('meta').select('value').where('name', '=', name))
      return rows.map(row => row.value)
    }
    return { log, tables, put, change, read }
  }

  it('gives what was written, to whoever asks next', async () => {
    const { log, tables, put, change, read } = await opened()
    const rows = await tables.write([put('a', '1'), change('a', '2').returning(['name', 'value'])])
    expect(rows).toEqual([[], [{ name: 'a', value: '2' }]])
    expect(await read('a')).toEqual(['2'])
    await log.close()
  })

  it('writes all or nothing where a query must change something, and does not', async () => {
    const { log, tables, put, change, read } = await opened()
    expect(await tables.write([put('a', '1'), must(change('b', '2')), put('c', '3')])).toBeUndefined()
    expect(await tables.write([put('a', '1'), must(change('b', '2').returning('name'))])).toBeUndefined()
    expect([...(await read('a')), ...(await read('c'))]).toEqual([])
    expect(await tables.write([put('a', '1'), must(change('a', '2')), change('b', '3')])).toEqual([
      [],
      [],
      [],
    ])
    expect(await read('a')).toEqual(['2'])
    await log.close()
  })

  it('writes nothing where a query fails, and goes on', async () => {
    const { log, tables, put, read } = await opened()
    await expect(tables.write([put('a', '1'), put('a', '2')])).rejects.toThrow()
    expect(await read('a')).toEqual([])
    await tables.write([put('a', '3')])
    expect(await read('a')).toEqual(['3'])
    await log.close()
  })

  it('lets one of many at once have what only one can have', async () => {
    const { log, tables, put, read } = await opened()
    await tables.write([put('seat', 'free')])
    const takes = Array.from({ length: 20 }, (_, i) =>
      tables.write([
        must(
          tables.query
            .updateTable('meta')
            .set({ value: String(i) })
            .where('name', '=', 'seat')
            .where('value', '=', 'free'),
        ),
      ]),
    )
    const taken = (await Promise.all(takes)).flatMap((rows, i) => (rows === undefined ? [] : [String(i)]))
    expect(taken).toHaveLength(1)
    expect(await read('seat')).toEqual(taken)
    await log.close()
  })

  it('refuses every call after the end', async () => {
    const { log, tables, put, read } = await opened()
    await log.close()
    await expect(read('a')).rejects.toBeInstanceOf(LogClosed)
    await expect(tables.write([put('a', '1')])).rejects.toBeInstanceOf(LogClosed)
  })
}
