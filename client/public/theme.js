// Before the first paint; ui/device/theme.ts keeps the choice and applies later ones.
try {
  const theme = JSON.parse(localStorage.getItem('quire:theme'))
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
  const language = JSON.parse(localStorage.getItem('quire:language'))
  if (language === 'en' || language === 'ko') document.documentElement.lang = language
} catch {
  // No storage, or not ours: the system's theme it is.
}

// While nodes are replaced by those of another version, a page may come from one and be sent to the other for its files, which has none of
// that name. A page that could not begin holds nothing that could be lost: it is asked for again, until all of it comes from one.
const patience = { times: 10, withinMs: 60_000 }
const askAgain = () => {
  if (document.getElementById('root')?.hasChildNodes()) return
  const key = 'quire:asked-again'
  const kept = JSON.parse(sessionStorage.getItem(key) ?? '[]')
  const moments = kept.filter(moment => moment > Date.now() - patience.withinMs)
  if (moments.length >= patience.times) return
  sessionStorage.setItem(key, JSON.stringify([...moments, Date.now()]))
  // One file of several that are missing is enough.
  removeEventListener('error', onError, true)
  setTimeout(() => location.reload(), 200 * (1 + Math.random()))
}
// Of a file that did not come, and not of code that throws.
const onError = ({ target }) => target !== window && askAgain()
addEventListener('error', onError, true)
addEventListener('vite:preloadError', askAgain, { once: true })
