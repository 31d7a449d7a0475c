import { Kbd, Switch } from '@mantine/core'
import type { ReactNode } from 'react'
import { Sheet } from '../parts/sheet.tsx'
import { useReader } from '../words/reader.tsx'
import { usePlaces } from './places.ts'
import styles from './shortcut-sheet.module.css'
import type { Shortcuts } from './shortcuts.ts'

/** Which keys lead where, and the switch that stills them. */
export const ShortcutSheet = ({ sheet }: { readonly sheet: Shortcuts }): ReactNode => {
  const { words } = useReader()
  const { keyboard, places } = words.shell
  const here = usePlaces()
  return (
    <Sheet handle={sheet.handle} title={keyboard.title}>
      <dl className={styles.keys}>
        {here.map(({ name, key }) => (
          <Keys key={name} keys={['g', key]} meaning={keyboard.goTo(places[name])} />
        ))}
        <Keys keys={['/']} meaning={keyboard.search} />
        <Keys keys={['?']} meaning={keyboard.sheet} />
        <Keys keys={['Esc']} meaning={keyboard.leave} />
      </dl>
      <Switch
        checked={sheet.enabled}
        description={keyboard.enabledHint}
        label={keyboard.enabled}
        onChange={({ currentTarget }) => sheet.enable(currentTarget.checked)}
      />
    </Sheet>
  )
}

const Keys = ({ keys, meaning }: { readonly keys: readonly [string, string?]; readonly meaning: string }): ReactNode => {
  const { words } = useReader()
  const [first, second] = keys
  return (
    <div className={styles.row}>
      <dt>{meaning}</dt>
      <dd>
        <Kbd>{first}</Kbd>
        {second === undefined ? null : (
          <>
            <span className={styles.then}>{words.shell.keyboard.andThen}</span>
            <Kbd>{second}</Kbd>
          </>
        )}
      </dd>
    </div>
  )
}
