/** Lets the app itself be kept on the device, so that a reload without network finds it. Where the browser does not
 *  offer that (plain HTTP, private windows), everything else works the same. */
export function keepForOffline(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  // After the page is there: it must not compete for the network with what one waits for.
  const register = () => {
    navigator.serviceWorker.register('/service-worker.js').catch((error: unknown) => {
      if (!(error instanceof DOMException || error instanceof TypeError)) throw error
    })
  }
  if (document.readyState === 'complete') register()
  else addEventListener('load', register, { once: true })
}
