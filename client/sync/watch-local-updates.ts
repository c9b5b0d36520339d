import type * as Y from 'yjs'

/**
 * Calls `listener` with every change to the document that is not somebody else's. Returns its own undo.
 *
 * Yjs encodes each transaction as soon as anybody listens to 'update', a sixth of what applying costs: so nobody does while
 * what others wrote is applied, until an observer answers it with a change of its own.
 */
export function watchLocalUpdates(
  doc: Y.Doc,
  isOthers: (origin: unknown) => boolean,
  listener: (update: Uint8Array) => void,
): () => void {
  let isListening = false
  const updated = (update: Uint8Array, origin: unknown) => {
    if (!isOthers(origin)) listener(update)
  }
  const begin = ({ origin }: Pick<Y.Transaction, 'origin'>) => {
    if (isListening || isOthers(origin)) return
    isListening = true
    doc.on('update', updated)
  }
  const end = () => {
    isListening = false
    doc.off('update', updated)
  }
  doc.on('beforeTransaction', begin)
  doc.on('afterAllTransactions', end)
  // Somebody may make us in the middle of a transaction.
  if (doc._transaction !== null) begin(doc._transaction)
  return () => {
    doc.off('beforeTransaction', begin)
    doc.off('afterAllTransactions', end)
    end()
  }
}
