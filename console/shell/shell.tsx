/** The frame around every page: where one can go, what happens now, and the page itself. */
import { Outlet } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useReader } from '../words/reader.tsx'
import { BottomBar, Sidebar } from './navigation.tsx'
import styles from './shell.module.css'
import { useShortcuts } from './shortcuts.ts'
import { ShortcutSheet } from './shortcut-sheet.tsx'
import { TopBar } from './top-bar.tsx'

export const Shell = (): ReactNode => {
  const { words } = useReader()
  const sheet = useShortcuts()
  return (
    <div className={styles.shell}>
      <a className={styles.skip} href="#page">
        {words.shell.skip}
      </a>
      <Sidebar onKeyboard={sheet.open} />
      <div className={styles.main}>
        <TopBar />
        <main className={styles.page} id="page" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <BottomBar onKeyboard={sheet.open} />
      <ShortcutSheet sheet={sheet} />
    </div>
  )
}
