import { createRoot } from 'react-dom/client'
import { startI18n } from './i18n/index.ts'
import './styles/main.css'
import { App, DocumentPage } from './ui/app.tsx'
import { followLanguage, keptLanguage } from './ui/device/language.ts'
import { keepForOffline } from './ui/device/offline.ts'
import { settleProfile } from './ui/device/profile.ts'
import { followTheme } from './ui/device/theme.ts'

// Fetched while the texts are: whoever follows a link to a document needs both.
if (location.pathname.startsWith('/d/')) DocumentPage.prefetch()

settleProfile()
followTheme()
followLanguage()
await startI18n(keptLanguage.get())

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(<App />)
keepForOffline()
