import './theme/styles.ts'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { beginSession } from './session/session.ts'
import { loadLanguage, preferredLanguage, setPageLanguage } from './words/reader.tsx'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no element with the id root')
const language = preferredLanguage()
setPageLanguage(language)
const [loaded] = await Promise.all([loadLanguage(language), beginSession()])
createRoot(root).render(
  <StrictMode>
    <App language={loaded} />
  </StrictMode>,
)
