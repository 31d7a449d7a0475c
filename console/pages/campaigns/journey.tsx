/** The way through a campaign: as a diagram, and with the same content as a list; each version in which somebody is, each variant. */
import { Button } from '@mantine/core'
import { IconList, IconSitemap } from '@tabler/icons-react'
import { type ReactNode, useRef, useState } from 'react'
import type { JourneyVariant, JourneyView } from '../../../shared/contract/api-journey.ts'
import { JourneyPicture } from '../../charts/journey-picture.tsx'
import type { Place } from '../../charts/journey-shape.ts'
import { Card } from '../../parts/card.tsx'
import { Choice } from '../../parts/choice.tsx'
import { Sheet, type SheetHandle } from '../../parts/sheet.tsx'
import { useCampaignWords } from '../../words/campaign-words.ts'
import { Counted } from './counted.ts'
import styles from './journey.module.css'
import { PlaceTold } from './place-told.tsx'
import { StepList } from './step-list.tsx'

/** `campaign` null: of a text that is not published, so that nobody is in it and none of its mails stands anywhere. */
type JourneyProps = { readonly campaign: string | null; readonly journeys: readonly JourneyView[] }

export const Journey = ({ campaign, journeys }: JourneyProps): ReactNode => {
  const words = useCampaignWords()
  const { journey: said } = words
  const [version, setVersion] = useState<number | null>(null)
  const [name, setName] = useState<string | null>(null)
  const [isList, setList] = useState(false)
  // What is chosen may be gone by now: an older version in which nobody is any more.
  const shown = journeys.find((one) => one.version === version) ?? journeys[0]
  const variant = shown?.variants.find((one) => one.name === name) ?? shown?.variants[0]
  if (shown === undefined || variant === undefined) return null
  const Sign = isList ? IconSitemap : IconList
  return (
    <Card
      aside={
        <Button
          color="gray"
          leftSection={<Sign aria-hidden size={16} stroke={1.7} />}
          onClick={() => setList(!isList)}
          size="compact-sm"
          variant="subtle"
        >
          {isList ? said.asDiagram : said.asList}
        </Button>
      }
      {...(campaign === null ? {} : { text: said.text })}
      title={said.title}
    >
      <div className={styles.choices}>
        {journeys.length > 1 ? (
          <Choice
            label={said.version}
            onChange={(value) => setVersion(Number(value))}
            options={journeys.map((one) => ({ value: String(one.version), name: said.versionName(one.version, one.isLive, one.waiting) }))}
            value={String(shown.version)}
          />
        ) : null}
        {shown.variants.length > 1 ? (
          <Choice
            label={said.variant}
            onChange={setName}
            options={shown.variants.map((one) => ({
              value: one.name,
              name: <span className="breakable">{said.variantName(one.name, one.shareBps)}</span>,
            }))}
            value={variant.name}
          />
        ) : null}
      </div>
      {shown.isLive ? null : <p className="soft">{said.older}</p>}
      <Counted value={campaign !== null}>
        {isList ? <StepList journey={shown} variant={variant} /> : <Diagram campaign={campaign} journey={shown} variant={variant} />}
      </Counted>
      {shown.holdoutBps === 0 ? null : <p className={styles.note}>{said.held(shown.holdoutBps)}</p>}
    </Card>
  )
}

type DiagramProps = { readonly campaign: string | null; readonly journey: JourneyView; readonly variant: JourneyVariant }

const Diagram = ({ campaign, journey, variant }: DiagramProps): ReactNode => {
  const words = useCampaignWords()
  const { journey: said } = words
  const sheet = useRef<SheetHandle>(null)
  const [place, setPlace] = useState<Place>('start')
  const open = (pressed: Place): void => {
    setPlace(pressed)
    sheet.current?.open()
  }
  const count = variant.steps.length
  const heading = typeof place === 'number' ? said.number(place) : place === 'checklist' ? said.milestones : said.start
  return (
    <>
      <JourneyPicture
        entry={journey.entry}
        isCounted={campaign !== null}
        name={journey.variants.length > 1 ? said.diagram(variant.name, count) : said.diagramOnly(count)}
        onOpen={open}
        variant={variant}
      />
      <Sheet handle={sheet} title={heading}>
        <PlaceTold campaign={campaign} journey={journey} place={place} variant={variant} />
      </Sheet>
    </>
  )
}
