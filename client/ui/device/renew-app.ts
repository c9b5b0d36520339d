/** A newer app that has not come by then comes with the reload, or after it. */
const patienceMs = 8_000
/** Whatever is found so soon after a reload was there before it. */
const justNowMs = 30_000

/** Reloads the page, for the newest app that there is. The one that is kept for offline is renewed before: on a slow network a
 *  reload shows that one. */
export async function renewApp(): Promise<void> {
  await Promise.race([renewKept(), new Promise(resolve => setTimeout(resolve, patienceMs))])
  location.reload()
}

export function wasJustReloaded(): boolean {
  const [entry] = performance.getEntriesByType('navigation')
  const isReload = entry instanceof PerformanceNavigationTiming && entry.type === 'reload'
  return isReload && performance.now() < justNowMs
}

async function renewKept(): Promise<void> {
  // Not there on plain HTTP.
  if (!('serviceWorker' in navigator)) return
  try {
    const registration = await navigator.serviceWorker.getRegistration()
    await registration?.update()
    if (registration?.installing != null) await settled(registration.installing)
  } catch (error) {
    // No network, or a browser that keeps nothing: the reload shows what there is.
    if (!(error instanceof DOMException || error instanceof TypeError)) throw error
  }
}

/** All of its files are here, or it has failed. */
function settled(worker: ServiceWorker): Promise<void> {
  return new Promise(resolve => {
    const look = () => {
      if (worker.state !== 'installing') resolve()
    }
    worker.addEventListener('statechange', look)
    look()
  })
}
