import { Button } from '@mantine/core'
import { IconLogout2 } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useMe } from '../session/me.ts'
import { signOut, useSession } from '../session/session.ts'
import { useReader } from '../words/reader.tsx'
import styles from './account.module.css'

/** Who is signed in, as what, and the way out. Nothing where nobody signs in. */
export const Account = (): ReactNode => {
  const session = useSession()
  return session.type === 'in' ? <SignedIn /> : null
}

const SignedIn = (): ReactNode => {
  const { words } = useReader()
  const { name, role, stage } = useMe()
  const { session: said } = words
  return (
    <section aria-label={said.signedInAs} className={styles.account}>
      <div className={styles.who}>
        <strong className="breakable">{name === '' ? words.shell.none : name}</strong>
        <span className="soft">{role === null ? words.shell.none : `${said.role(role)} · ${stage}`}</span>
      </div>
      <Button
        fullWidth
        leftSection={<IconLogout2 aria-hidden size={16} stroke={1.7} />}
        onClick={() => {
          signOut().catch(() => undefined)
        }}
        size="xs"
        variant="default"
      >
        {said.signOut}
      </Button>
    </section>
  )
}
