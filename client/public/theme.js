// Before the first paint; ui/device/theme.ts keeps the choice and applies later ones.
try {
  const theme = JSON.parse(localStorage.getItem('quire:theme'))
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
  const language = JSON.parse(localStorage.getItem('quire:language'))
  if (language === 'en' || language === 'ko') document.documentElement.lang = language
} catch {
  // No storage, or not ours: the system's theme it is.
}
