/** A stage as it looks everywhere: its colour, its sign and its word; never the colour alone. */
import { IconAlertTriangle, IconDoorExit, IconFlame, IconMoon, IconSparkles, IconUserQuestion, type Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Standing } from '../api/types.ts'
import { stageColour } from '../theme/stage-colours.ts'
import { useReader } from '../words/reader.tsx'
import styles from './stage.module.css'

const SIGNS: Readonly<Record<Standing, Icon>> = {
  new: IconSparkles,
  active: IconFlame,
  'at-risk': IconAlertTriangle,
  dormant: IconMoon,
  churned: IconDoorExit,
  prospect: IconUserQuestion,
}

/** The sign and the word, to stand in a line of text or above a number. */
export const StageName = ({ standing }: { readonly standing: Standing }): ReactNode => {
  const { words } = useReader()
  const Sign = SIGNS[standing]
  return (
    <span className={styles.name} title={words.lifecycle.meaning(standing)}>
      <span aria-hidden="true" className={styles.mark} style={{ background: stageColour(standing) }} />
      <Sign aria-hidden className={styles.sign} size={16} stroke={1.8} />
      {words.lifecycle.standing(standing)}
    </span>
  )
}

/** The same in a frame of its own, for lists and headings. */
export const StageBadge = ({ standing }: { readonly standing: Standing }): ReactNode => (
  <span className={styles.badge} style={{ borderColor: `color-mix(in srgb, ${stageColour(standing)} 55%, transparent)` }}>
    <StageName standing={standing} />
  </span>
)
