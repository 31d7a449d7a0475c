/** What stands in the place of every page until somebody has signed in. */
import { Button } from '@mantine/core'
import { IconLogin2 } from '@tabler/icons-react'
import { type ReactNode, useEffect, useState } from 'react'
import { Notice } from '../parts/notice.tsx'
import { Ember } from '../shell/navigation.tsx'
import { LanguageChoice, SchemeChoice } from '../shell/preferences.tsx'
import { useReader } from '../words/reader.tsx'
import type { Out } from './out.ts'
import { signIn } from './session.ts'
import styles from './sign-in.module.css'

type SignInProps = { readonly because: Out | null }

export const SignInPage = ({ because }: SignInProps): ReactNode => {
  const { words } = useReader()
  const { session: said, shell } = words
  const [isLeaving, setIsLeaving] = useState(false)
  useEffect(() => {
    document.title = `${said.title} · ${shell.product}`
  }, [said, shell])
  const go = (): void => {
    setIsLeaving(true)
    signIn().catch(() => setIsLeaving(false))
  }
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <div className={styles.brand}>
          <Ember />
          {shell.product}
        </div>
        <h1 className={styles.title}>{said.title}</h1>
        <p className="soft">{said.text}</p>
        {because === null ? null : (
          <Notice title={said.outTitle} tone={because.type === 'ended' ? 'warn' : 'bad'}>
            {said.out(because)}
          </Notice>
        )}
        <Button fullWidth leftSection={<IconLogin2 aria-hidden size={18} stroke={1.7} />} loading={isLeaving} onClick={go} size="md">
          {said.signIn}
        </Button>
        <div className={styles.preferences}>
          <LanguageChoice />
          <SchemeChoice />
        </div>
      </div>
    </main>
  )
}
