import { SegmentedControl } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { type Demo, PACES, type Pace } from '../../shared/contract/api.ts'
import { useAnswer, useChange } from '../api/hooks.ts'
import { useLive } from '../api/live.ts'
import { recall, remember } from '../parts/remember.ts'
import { useReader } from '../words/reader.tsx'
import styles from './demo-clock.module.css'

const KEY = 'demo'
const THEN = new Date(0).toISOString()
/** Stands in for one that is on its way; nobody sees it. */
const AWAITED: Demo = { pace: 'paused', clock: THEN, liveSince: THEN, endsAt: THEN }

const PACE_NAMES = Object.keys(PACES) as readonly Pace[]

/** The clock of the demo's shop and how fast it runs; nothing where no demo runs. */
export const DemoClock = (): ReactNode => {
  const { words, format } = useReader()
  const overview = useAnswer('GET /api/overview', {})
  const clock = useLive(({ pulse }) => pulse?.clock)
  const change = useChange('POST /api/demo', ['GET /api/overview'])
  const isKnown = overview.data !== undefined
  const found = overview.data?.demo ?? null
  const runs = found !== null
  useEffect(() => {
    if (isKnown) remember(KEY, runs ? 'runs' : 'none')
  }, [isKnown, runs])
  // Where one ran when somebody was here last its place is kept, so that nothing moves when it comes.
  const demo = found ?? (!isKnown && recall(KEY) === 'runs' ? AWAITED : null)
  if (demo === null) return null
  const { demo: said } = words.shell
  return (
    <section
      aria-label={said.clock}
      className={styles.demo}
      style={found === null ? { visibility: 'hidden' } : undefined}
      title={said.ends(demo.endsAt)}
    >
      <div>
        <div className={styles.name}>{said.name}</div>
        <time className={styles.clock} dateTime={clock ?? demo.clock}>
          {format.instant(clock ?? demo.clock)}
        </time>
      </div>
      <SegmentedControl<Pace>
        aria-label={said.pace}
        data={PACE_NAMES.map((pace) => ({
          value: pace,
          label: (
            <span title={said.paces[pace]}>
              <span aria-hidden="true">{said.pacesShort[pace]}</span>
              <span className="visually-hidden">{said.paces[pace]}</span>
            </span>
          ),
        }))}
        onChange={(pace) => change.mutate({ body: { pace } })}
        size="xs"
        value={change.isPending ? change.variables.body.pace : demo.pace}
      />
    </section>
  )
}
