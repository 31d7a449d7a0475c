import { ActionIcon } from '@mantine/core'
import { IconDots, IconKeyboard } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useRef } from 'react'
import { Sheet, type SheetHandle } from '../parts/sheet.tsx'
import { useReader } from '../words/reader.tsx'
import styles from './navigation.module.css'
import { Account } from './account.tsx'
import { BOTTOM_PLACES, type Place, usePlaces } from './places.ts'
import { LanguageChoice, SchemeChoice } from './preferences.tsx'

/** On a desk: all places at the left, and the reader's preferences below them. */
export const Sidebar = ({ onKeyboard }: { readonly onKeyboard: () => void }): ReactNode => {
  const { words } = useReader()
  const places = usePlaces()
  return (
    <div className={styles.sidebar}>
      <div className={styles.inside}>
        <Link className={styles.brand} to="/">
          <Ember />
          {words.shell.product}
        </Link>
        <nav aria-label={words.shell.navigation} className={styles.places}>
          {places.map((place) => (
            <PlaceLink key={place.name} place={place} className={styles.place} />
          ))}
        </nav>
        <div className={styles.preferences}>
          <Account />
          <LanguageChoice />
          <div className={styles.preferencesRow}>
            <SchemeChoice />
            <ActionIcon
              aria-label={words.shell.keyboard.open}
              title={words.shell.keyboard.open}
              color="gray"
              onClick={onKeyboard}
              size="lg"
              variant="subtle"
            >
              <IconKeyboard size={20} stroke={1.6} />
            </ActionIcon>
          </div>
        </div>
      </div>
    </div>
  )
}

/** On a phone: the first places under the thumb, the others and the preferences behind "More". */
export const BottomBar = ({ onKeyboard }: { readonly onKeyboard: () => void }): ReactNode => {
  const { words } = useReader()
  const places = usePlaces()
  const more = useRef<SheetHandle>(null)
  const close = (): void => more.current?.close()
  return (
    <>
      <nav aria-label={words.shell.navigation} className={styles.bottom}>
        {places.slice(0, BOTTOM_PLACES).map((place) => (
          <PlaceLink key={place.name} place={place} className={styles.bottomPlace} />
        ))}
        <button className={styles.bottomPlace} onClick={() => more.current?.open()} type="button">
          <IconDots aria-hidden size={22} stroke={1.6} />
          <span>{words.shell.more}</span>
        </button>
      </nav>
      <Sheet handle={more} title={words.shell.more}>
        <nav aria-label={words.shell.more} className={styles.further} onClickCapture={close}>
          {places.slice(BOTTOM_PLACES).map((place) => (
            <PlaceLink key={place.name} place={place} className={styles.place} />
          ))}
        </nav>
        <div className={styles.furtherPreferences}>
          <Account />
          <LanguageChoice />
          <div className={styles.preferencesRow}>
            <SchemeChoice />
            <ActionIcon
              aria-label={words.shell.keyboard.open}
              color="gray"
              onClick={() => {
                close()
                onKeyboard()
              }}
              size="lg"
              variant="subtle"
            >
              <IconKeyboard size={20} stroke={1.6} />
            </ActionIcon>
          </div>
        </div>
      </Sheet>
    </>
  )
}

const PlaceLink = ({ place, className }: { readonly place: Place; readonly className: string | undefined }): ReactNode => {
  const { words } = useReader()
  const { icon: Icon, name, path } = place
  return (
    <Link activeOptions={{ exact: path === '/' }} activeProps={{ 'aria-current': 'page' }} className={className} to={path}>
      <Icon aria-hidden size={20} stroke={1.6} />
      <span>{words.shell.places[name]}</span>
    </Link>
  )
}

export const Ember = (): ReactNode => (
  <svg aria-hidden="true" className={styles.ember} viewBox="0 0 32 32">
    <path
      d="M17.2 2.2c.7 4.2-1.1 6.7-3.6 9.3C11 14.2 8 17.1 8 21.3A8 8 0 0 0 16 30a8 8 0 0 0 8-8.5c0-3.3-1.5-5.6-3-7.7-.2 2-.9 3.3-2.3 4.2.9-5.4-.1-11.5-1.5-15.8z"
      fill="var(--accent)"
    />
    <path d="M16.1 18.5c.3 2-.6 3.1-1.7 4.2-1 1-1.7 1.9-1.7 3.1a3.3 3.3 0 0 0 6.6-.1c0-2.5-1.9-4.4-3.2-7.2z" fill="var(--surface)" />
  </svg>
)
