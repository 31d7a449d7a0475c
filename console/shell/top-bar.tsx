import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useState } from 'react'
import { useMe } from '../session/me.ts'
import { useReader } from '../words/reader.tsx'
import { DemoClock } from './demo-clock.tsx'
import { Ember } from './navigation.tsx'
import { LivePulse } from './pulse.tsx'
import { SEARCH_FIELD } from './shortcuts.ts'
import styles from './top-bar.module.css'

export const TopBar = (): ReactNode => {
  const { words } = useReader()
  const { live, demo } = useMe().capabilities
  return (
    <header className={styles.bar}>
      <Link aria-label={words.shell.product} className={styles.brand} to="/">
        <Ember />
      </Link>
      <Search />
      <div className={styles.clock}>{demo ? <DemoClock /> : null}</div>
      {live ? <LivePulse /> : null}
    </header>
  )
}

const Search = (): ReactNode => {
  const { words } = useReader()
  const navigate = useNavigate()
  const [search, setSearch] = useState('')
  const find = (event: FormEvent): void => {
    event.preventDefault()
    navigate({ to: '/customers', search: search.trim() === '' ? {} : { search: search.trim() } }).catch(() => undefined)
  }
  return (
    <search className={styles.search}>
      <form onSubmit={find}>
        <TextInput
          aria-label={words.shell.search.label}
          autoComplete="off"
          id={SEARCH_FIELD}
          leftSection={<IconSearch aria-hidden size={16} stroke={1.8} />}
          name="search"
          onChange={({ currentTarget }) => setSearch(currentTarget.value)}
          onKeyDown={({ key, currentTarget }) => {
            if (key === 'Escape') currentTarget.blur()
          }}
          placeholder={words.shell.search.placeholder}
          spellCheck={false}
          type="search"
          value={search}
        />
      </form>
    </search>
  )
}
