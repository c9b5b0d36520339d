/**
 * What comes next, unless the signal ends the waiting for it. (`Promise.race` with one promise for all of them would keep every item that came until
 * that promise is over.)
 * @throws what the iterator does
 */
export function nextUnless<Item>(
  signal: AbortSignal,
  items: AsyncIterator<Item>,
): Promise<IteratorResult<Item> | 'stopped'> {
  if (signal.aborted) return Promise.resolve('stopped')
  return new Promise((resolve, reject) => {
    const stop = () => resolve('stopped')
    signal.addEventListener('abort', stop, { once: true })
    items
      .next()
      .finally(() => signal.removeEventListener('abort', stop))
      .then(resolve, reject)
  })
}
