import type { Tables } from '../../log/tables.ts'
import { markStore } from '../store-mark.ts'
import type { Bucket } from './bucket.ts'

/** Under the prefix, beside the blobs: an empty object for each mark. Nothing keeps two from putting the same object, so each puts one of its own, and looks then. */
const markPrefix = 'quire-files/'

/** See `markStore`. */
export function markBucket(bucket: Bucket, tables: Tables): Promise<() => Promise<void>> {
  const { name, prefix } = bucket.place
  const marks = async () => {
    const found: string[] = []
    for await (const object of bucket.list(markPrefix)) found.push(object.name.slice(markPrefix.length))
    return found
  }
  return markStore(
    {
      marks,
      make: async (mark, beginning) => {
        await bucket.put(markPrefix + mark, [])
        // Whoever looks later sees both, and steps back; two who look at the same moment both do, and come again.
        if ((await marks()).some(each => !each.startsWith(beginning))) await bucket.remove(markPrefix + mark)
      },
      foreign: `${name} has the files of another database: this one needs a bucket, or a prefix, of its own (FILES_URL)`,
      strange: mark =>
        `${name} is not the place in which this database has its files: all nodes must share one (FILES_URL). If it is, say so: put an empty object ${prefix}${markPrefix}${mark} there`,
    },
    tables,
  )
}
