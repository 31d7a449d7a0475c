/** The way through a campaign, drawn: boxes one can press over lines that lead from one to the next. */
import {
  IconArrowsSplit2,
  IconBolt,
  IconCheckbox,
  IconClock,
  IconDoorEnter,
  IconDoorExit,
  IconEar,
  IconGitBranch,
  IconMail,
  IconPencil,
  IconPhone,
  IconWebhook,
} from '@tabler/icons-react'
import { type ReactNode, useMemo } from 'react'
import type { JourneyEntry, JourneyVariant, StepSays } from '../../shared/contract/api-journey.ts'
import { useCampaignWords } from '../words/campaign-words.ts'
import type { OneCampaignWords } from '../words/words.ts'
import { type Box, journeyLayout, type Label, LABEL_HEIGHT, PLAIN_BOX_HEIGHT } from './journey-layout.ts'
import styles from './journey-picture.module.css'
import { type Place, shapeOf } from './journey-shape.ts'
import { useWidth } from './use-width.ts'

type PictureProps = {
  readonly name: string
  readonly entry: JourneyEntry
  readonly variant: JourneyVariant
  /** Whether it tells how many are where. */
  readonly isCounted: boolean
  /** Opens what a place says. */
  readonly onOpen: (place: Place) => void
}

export const JourneyPicture = ({ name, entry, variant, isCounted, onOpen }: PictureProps): ReactNode => {
  const [frame, width] = useWidth<HTMLDivElement>()
  const line = useMemo(() => shapeOf(variant), [variant])
  const layout = useMemo(
    () => (width === 0 ? null : journeyLayout(line, width, isCounted ? undefined : PLAIN_BOX_HEIGHT)),
    [line, width, isCounted],
  )
  return (
    <section aria-label={name} className={styles.frame} data-wide={layout?.isWide} ref={frame} style={{ height: layout?.height }}>
      {layout === null ? null : (
        <>
          <svg aria-hidden="true" className={styles.lines} height={layout.height} width={width}>
            <defs>
              <marker id="journey-arrow" markerHeight="7" markerWidth="7" orient="auto" refX="6" refY="3.5">
                <path className={styles.arrow} d="M0,0.5L6.5,3.5L0,6.5Z" />
              </marker>
            </defs>
            {layout.lines.map(({ path, hasArrow }) => (
              <path className={styles.line} d={path} key={path} {...(hasArrow ? { markerEnd: 'url(#journey-arrow)' } : {})} />
            ))}
          </svg>
          {layout.labels.map((label) => (
            <WayName key={`${label.from} ${label.way}`} label={label} variant={variant} />
          ))}
          {layout.boxes.map((box) => (
            <PlaceBox box={box} entry={entry} isCounted={isCounted} key={box.place} onOpen={onOpen} variant={variant} />
          ))}
        </>
      )}
    </section>
  )
}

type WayNameProps = { readonly label: Label; readonly variant: JourneyVariant }

/** Whoever hears the page hears it in what the box says when it is pressed, and in the list. */
const WayName = ({ label: { from, way, x, y, width }, variant }: WayNameProps): ReactNode => {
  const words = useCampaignWords()
  const told = typeof from === 'number' ? variant.steps[from]?.ways[way] : undefined
  const text = told === undefined ? (way === 0 ? words.journey.open : words.journey.allDone) : words.journey.way(told)
  return (
    <div aria-hidden="true" className={styles.way} style={{ left: x, top: y, width, height: LABEL_HEIGHT }} title={text}>
      <span>{text}</span>
    </div>
  )
}

type PlaceBoxProps = {
  readonly box: Box
  readonly entry: JourneyEntry
  readonly variant: JourneyVariant
  readonly isCounted: boolean
  readonly onOpen: (place: Place) => void
}

const PlaceBox = ({ box: { place, x, y, width, height }, entry, variant, isCounted, onOpen }: PlaceBoxProps): ReactNode => {
  const words = useCampaignWords()
  const { journey } = words
  const style = { left: x, top: y, width, height }
  if (place === 'end') {
    return (
      <div className={styles.end} style={style}>
        {journey.end}
      </div>
    )
  }
  const { Sign, kind, title, text, counts, name } = saidAt(place, entry, variant, words)
  return (
    <button className={styles.box} data-kind={kind} onClick={() => onOpen(place)} style={style} type="button">
      <span className={styles.head}>
        <Sign aria-hidden className={styles.sign} size={17} stroke={1.8} />
        <span className="visually-hidden">{name}: </span>
        <span className={styles.title}>{title}</span>
      </span>
      <span className={styles.text}>{text}</span>
      <span className={styles.counts}>
        {(isCounted ? counts : []).map(({ text: said, isNow }) => (
          <span data-now={isNow} key={said}>
            {said}
          </span>
        ))}
      </span>
    </button>
  )
}

const SIGNS: Readonly<Record<StepSays['verb'], typeof IconMail>> = {
  send: IconMail,
  wait: IconClock,
  'wait-for': IconEar,
  branch: IconGitBranch,
  split: IconArrowsSplit2,
  update: IconPencil,
  emit: IconBolt,
  task: IconPhone,
  webhook: IconWebhook,
  exit: IconDoorExit,
}

type Said = {
  readonly Sign: typeof IconMail
  readonly kind: StepSays['verb'] | 'start' | 'checklist'
  readonly title: string
  readonly text: string | null
  readonly counts: readonly { readonly text: string; readonly isNow: boolean }[]
  /** What it is called for those who hear it. */
  readonly name: string
}

const saidAt = (
  place: Exclude<Place, 'end'>,
  entry: JourneyEntry,
  { steps, milestones, entered }: JourneyVariant,
  { journey }: OneCampaignWords,
): Said => {
  const step = typeof place === 'number' ? steps[place] : undefined
  if (step === undefined) {
    const isStart = place === 'start'
    const { title, text } = isStart
      ? journey.entry(entry)
      : { title: journey.checklist(milestones.length), text: milestones.map(({ name }) => name).join(', ') }
    const count = isStart && entered !== null ? [{ text: journey.entered(entered), isNow: false }] : []
    return {
      Sign: isStart ? IconDoorEnter : IconCheckbox,
      kind: isStart ? place : 'checklist',
      title,
      text,
      counts: count,
      name: isStart ? journey.start : journey.milestones,
    }
  }
  const { title, text } = journey.says(step.says)
  const through = { text: journey.through(step.through), isNow: false }
  const counts = step.now === 0 ? [through] : [{ text: journey.here(step.now), isNow: true }, through]
  return { Sign: SIGNS[step.says.verb], kind: step.says.verb, title, text, counts, name: journey.number(step.index) }
}
