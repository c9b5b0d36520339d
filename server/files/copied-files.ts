import type { DocumentId } from '../../protocol/index.ts'
import type { Tables } from '../log/tables.ts'
import { keyOf, numberOf, textOf } from './sql-values.ts'

/** Gives a document that was made just now, in the same transaction, the files of the one that it is a copy of, under the same names: its text
 *  names them. The blobs are the same. */
export function stepsOfCopiedFiles(query: Tables['query'], id: DocumentId, original: DocumentId) {
  const here = keyOf(id)
  const there = keyOf(original)
  return [
    query
      .insertInto('files')
      .columns(['document', 'id', 'blob', 'person', 'name', 'type', 'size', 'sha256', 'at'])
      .expression(
        query
          .selectFrom('files')
          .where('document', '=', there)
          .select(({ ref }) => [
            here.as('document'),
            ref('id').as('id'),
            ref('blob').as('blob'),
            // Nobody has brought them here: there is no upload to go on with.
            textOf('-').as('person'),
            ref('name').as('name'),
            ref('type').as('type'),
            ref('size').as('size'),
            ref('sha256').as('sha256'),
            numberOf(Date.now()).as('at'),
          ]),
      ),
    query
      .insertInto('document_files')
      .columns(['document', 'count', 'bytes'])
      .expression(
        query
          .selectFrom('files')
          .where('document', '=', here)
          .select(({ fn }) => [
            here.as('document'),
            fn.countAll<number>().as('count'),
            fn.coalesce(fn.sum<number>('size'), numberOf(0)).as('bytes'),
          ]),
      ),
  ]
}
