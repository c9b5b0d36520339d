import type * as Y from 'yjs'

/**
 * Yjs tidies up after a transaction. Where that throws, for instance when types nested deeper than the stack are deleted,
 * the document waits for the end of it for ever: it takes changes still, and tells nobody of any, so that they would neither
 * be sent nor called unsaved. Makes such a document tell again, and calls `mended` with the transactions of which nobody has
 * been told. Returns its own undo.
 */
export function mendTransactions(doc: Y.Doc, mended: (untold: readonly Y.Transaction[]) => void): () => void {
  let isUnderWay = false
  const look = () => {
    // Transactions begin and end within one task, tidying included.
    if (!isUnderWay) return
    isUnderWay = false
    const untold = doc._transactionCleanups
    doc._transactionCleanups = []
    mended(untold)
  }
  const begin = () => {
    if (!isUnderWay) queueMicrotask(look)
    isUnderWay = true
  }
  const end = () => {
    isUnderWay = false
  }
  doc.on('beforeTransaction', begin)
  doc.on('afterAllTransactions', end)
  return () => {
    doc.off('beforeTransaction', begin)
    doc.off('afterAllTransactions', end)
    end()
  }
}
