import { createRoot } from 'react-dom/client'
import { changeLanguage } from './i18n/index.ts'
import './styles/main.css'
import { followName } from './ui/account/me.ts'
import { App, DocumentPage } from './ui/app.tsx'
import { followLanguage, keptLanguage } from './ui/device/language.ts'
import { followLeft } from './ui/device/left-unsaved.ts'
import { madeHere } from './ui/device/made-here.ts'
import { keepForOffline } from './ui/device/offline.ts'
import { settleProfile } from './ui/device/profile.ts'
import { followTheme } from './ui/device/theme.ts'

/** A document that has not come by then is waited for before the reader's eyes. */
const unseenWaitMs = 400
/** First comes what one looks at. */
const sendLeftInMs = 3_000

// Fetched while the texts are: whoever follows a link to a document needs both.
const page = location.pathname.startsWith('/d/') ? DocumentPage.prefetch() : undefined

settleProfile()
followName()
followTheme()
followLanguage()
// A page that is there when React first renders needs no fallback, which would stay for a while once it shows.
await Promise.all([changeLanguage(keptLanguage.get()), Promise.race([page, elapsed(unseenWaitMs)])])

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(<App />)
keepForOffline()
if (madeHere.get().length > 0) setTimeout(() => void bringMade(), unseenWaitMs)

followLeft(sendLeftInMs)

async function bringMade(): Promise<void> {
  await DocumentPage.prefetch()
  const { bringMade } = await import('./ui/device/bring-made.ts')
  bringMade()
}

function elapsed(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}
