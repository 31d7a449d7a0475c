/** Where a campaign stands, and the buttons that change it: each says whom it concerns, asks why, and can be taken back. */
import { Button } from '@mantine/core'
import { type ReactNode, useRef, useState } from 'react'
import type { CampaignSummary, CampaignVersion } from '../../../shared/contract/api.ts'
import { isJsonObject } from '../../../shared/kernel/json.ts'
import { useChange } from '../../api/hooks.ts'
import { Ask } from '../../parts/ask.tsx'
import { CampaignStatus } from '../../parts/campaign-status.tsx'
import { underWay } from '../../parts/campaign-list.tsx'
import { Card } from '../../parts/card.tsx'
import { Choice } from '../../parts/choice.tsx'
import { MayButton } from '../../parts/may-button.tsx'
import type { SheetHandle } from '../../parts/sheet.tsx'
import { useCampaignWords } from '../../words/campaign-words.ts'
import styles from './state.module.css'

type Deed = 'pause' | 'resume' | 'end' | 'take-back'
type Spread = '0s' | '1h' | '6h' | '1d'
type StateProps = { readonly summary: CampaignSummary; readonly versions: readonly CampaignVersion[] }

/** What each deed makes of a campaign, and what takes it back. */
const MAKES = { pause: 'paused', resume: 'active', end: 'ended', 'take-back': 'active' } as const
const UNDONE_BY = { pause: 'active', resume: 'paused', end: 'active', 'take-back': 'ended' } as const

export const TOUCHED = [
  'GET /api/campaigns/:id',
  'GET /api/campaigns/:id/versions',
  'GET /api/campaigns',
  'GET /api/overview',
  'GET /api/audit',
] as const

export const State = ({ summary, versions }: StateProps): ReactNode => {
  const words = useCampaignWords()
  const { versions: said } = words
  const { status } = summary
  // Whoever said so last: a word about it, or a file. There is always one, so that nothing moves when there is another.
  const [changed] = versions
  return (
    <Card
      aside={<Deeds summary={summary} versions={versions} />}
      text={
        <>
          <p className={styles.state}>
            <CampaignStatus status={status} /> <span>{said.state[status]}</span>
          </p>
          {changed === undefined ? null : (
            <p className={`${styles.who} breakable`}>{said.byWhom(changed.author, changed.at, changed.note)}</p>
          )}
          {isByFile(summary, versions) ? <p className={styles.who}>{said.fileSays}</p> : null}
        </>
      }
      title={said.stateTitle}
    />
  )
}

/** What the newest word of somebody is; nobody said any: active. */
const wordIn = (versions: readonly CampaignVersion[]): 'active' | 'paused' | 'ended' => {
  const said = versions.find((one) => one.type === 'said')
  return said?.type === 'said' ? said.status : 'active'
}

const isByFile = ({ status }: CampaignSummary, versions: readonly CampaignVersion[]): boolean => {
  const live = versions.find((one) => one.type === 'file' && one.isLive)
  const source = live?.type === 'file' && isJsonObject(live.source) ? live.source.status : null
  return (status === 'paused' || status === 'ended') && source === status
}

const deedsOf = ({ status }: CampaignSummary, versions: readonly CampaignVersion[]): readonly Deed[] => {
  const word = wordIn(versions)
  return [
    ...(word === 'paused' ? (['resume'] as const) : []),
    ...(word === 'ended' ? (['take-back'] as const) : []),
    ...(status === 'active' ? (['pause'] as const) : []),
    ...(status === 'active' || status === 'paused' ? (['end'] as const) : []),
  ]
}

/** What was done last, and why. */
type Last = { readonly deed: Deed; readonly because: string; readonly customers: number }

/** Does one, remembers it, and takes it back. */
const useDeeds = (id: string) => {
  const words = useCampaignWords()
  const change = useChange('POST /api/campaigns/:id/status', TOUCHED)
  const [last, setLast] = useState<Last | null>(null)
  const doIt = (deed: Deed, because: string, spread: Spread, done: () => void): void => {
    const body = { status: MAKES[deed], because, ...(deed === 'resume' ? { spread } : {}) }
    change.mutate(
      { names: { id }, body },
      {
        onSuccess: ({ sweep }) => {
          setLast({ deed, because, customers: sweep.customers })
          done()
        },
      },
    )
  }
  const undo = ({ deed, because }: Last): void => {
    // Nobody waited long enough to be spread.
    const body = { status: UNDONE_BY[deed], because: words.versions.takenBack(because), ...(deed === 'pause' ? { spread: '0s' } : {}) }
    change.mutate({ names: { id }, body }, { onSuccess: () => setLast(null) })
  }
  return { change, last, doIt, undo }
}

const Deeds = ({ summary, versions }: StateProps): ReactNode => {
  const words = useCampaignWords()
  const { versions: said } = words
  const { id, name } = summary
  const sheet = useRef<SheetHandle>(null)
  const { change, last, doIt, undo } = useDeeds(id)
  /** What the sheet was opened for, and of how many: it stays that, whatever the page hears while it is open. */
  const [asked, setAsked] = useState<{ readonly deed: Deed; readonly people: number }>({ deed: 'pause', people: 0 })
  const [spread, setSpread] = useState<Spread>('1h')
  const open = (deed: Deed): void => {
    change.reset()
    setAsked({ deed, people: underWay(summary) })
    sheet.current?.open()
  }
  const { button, title, text, example } = said.ask(asked.deed, name, asked.people)
  return (
    <div className={styles.deeds}>
      <div className={styles.buttons}>
        {deedsOf(summary, versions).map((deed) => (
          <MayButton
            key={deed}
            onClick={() => open(deed)}
            route="POST /api/campaigns/:id/status"
            variant={deed === 'resume' || deed === 'take-back' ? 'filled' : 'default'}
          >
            {said.ask(deed, name, 0).button}
          </MayButton>
        ))}
      </div>
      <Done isBusy={change.isPending} last={last} onUndo={undo} />
      <Ask
        asked={{ label: said.because, placeholder: example, mustBe: null }}
        doIt={button}
        error={change.error}
        handle={sheet}
        isBusy={change.isPending}
        onDo={(because) => doIt(asked.deed, because, spread, () => sheet.current?.close())}
        text={text}
        title={title}
        {...(asked.deed === 'pause' || asked.deed === 'end' ? { tone: 'bad' as const } : {})}
      >
        {asked.deed === 'resume' ? <Spreading onChange={setSpread} value={spread} /> : null}
      </Ask>
    </div>
  )
}

type DoneProps = { readonly last: Last | null; readonly isBusy: boolean; readonly onUndo: (last: Last) => void }

/** What was done, and the way back. */
const Done = ({ last, isBusy, onUndo }: DoneProps): ReactNode => {
  const words = useCampaignWords()
  const { versions: said } = words
  return (
    <output aria-live="polite" className={styles.done}>
      {last === null ? null : (
        <>
          <span>
            {said.doing[last.deed]}. {said.sweeping(last.customers)}
          </span>
          <Button loading={isBusy} onClick={() => onUndo(last)} size="compact-sm" variant="subtle">
            {said.undo}
          </Button>
        </>
      )}
    </output>
  )
}

type SpreadingProps = { readonly value: Spread; readonly onChange: (spread: Spread) => void }

const Spreading = ({ value, onChange }: SpreadingProps): ReactNode => {
  const words = useCampaignWords()
  const { versions: said } = words
  return (
    <div>
      <p className={styles.who}>{said.spread}</p>
      <Choice
        label={said.spread}
        onChange={onChange}
        options={(['0s', '1h', '6h', '1d'] as const).map((one) => ({ value: one, name: said.spreads[one] }))}
        value={value}
      />
    </div>
  )
}
