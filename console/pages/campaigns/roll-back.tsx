import { Button } from '@mantine/core'
import { type ReactNode, useMemo, useRef } from 'react'
import type { CampaignSummary } from '../../../shared/contract/api.ts'
import { diffOf } from '../../../shared/contract/diff.ts'
import { isJsonObject } from '../../../shared/kernel/json.ts'
import type { FileVersion, Versions } from '../../api/types.ts'
import { useChange } from '../../api/hooks.ts'
import { Ask } from '../../parts/ask.tsx'
import { underWay } from '../../parts/campaign-list.tsx'
import { MayButton } from '../../parts/may-button.tsx'
import type { SheetHandle } from '../../parts/sheet.tsx'
import { useCampaignWords } from '../../words/campaign-words.ts'
import { FieldChanges } from './field-changes.tsx'
import { TOUCHED } from './state.tsx'
import styles from './versions.module.css'

type PlanProps = { readonly summary: CampaignSummary; readonly told: Versions; readonly to: FileVersion }
/** `onDone`: with how many are looked at once more. */
type RollBackProps = PlanProps & { readonly onDone: (customers: number) => void }

/** The way back to an older version: what would be otherwise, and whom it concerns, before anything is published. */
export const RollBack = ({ summary, told, to, onDone }: RollBackProps): ReactNode => {
  const words = useCampaignWords()
  const { versions: said } = words
  const { id, version: live } = summary
  const change = useChange('POST /api/campaigns/:id/rollback', TOUCHED)
  const sheet = useRef<SheetHandle>(null)
  const doIt = (because: string): void =>
    change.mutate(
      { names: { id }, body: { version: to.version, because } },
      {
        onSuccess: ({ sweep }) => {
          sheet.current?.close()
          onDone(sweep.customers)
        },
      },
    )
  return (
    <>
      <MayButton
        onClick={() => {
          change.reset()
          sheet.current?.open()
        }}
        route="POST /api/campaigns/:id/rollback"
        size="compact-sm"
        variant="default"
      >
        {said.rollBack}
        <span className="visually-hidden">: {said.version(to.version)}</span>
      </MayButton>
      <Ask
        asked={{ label: said.because, placeholder: said.rollBackExample, mustBe: null }}
        doIt={said.doRollBack}
        error={change.error}
        handle={sheet}
        isBusy={change.isPending}
        onDo={doIt}
        text={said.rollBackText(live + 1, to.version)}
        title={said.rollBackTitle(to.version)}
      >
        <Plan summary={summary} to={to} told={told} />
      </Ask>
    </>
  )
}

const Plan = ({ summary, told: { versions, people }, to }: PlanProps): ReactNode => {
  const words = useCampaignWords()
  const { versions: said } = words
  const now = versions.find((one) => one.type === 'file' && one.isLive)
  const changes = useMemo(() => (now?.type === 'file' ? diffOf(now.source, to.source) : []), [now, to])
  const standing = people.filter(({ waiting }) => waiting > 0).toSorted((a, b) => b.version - a.version)
  const settling = Math.max(0, underWay(summary) - standing.reduce((sum, { waiting }) => sum + waiting, 0))
  const moves = isJsonObject(to.source) && to.source.migrate === 'move'
  const moving = people.find(({ version }) => version === to.version)?.wouldMove ?? 0
  return (
    <div className={styles.plan}>
      <h3>{said.planPeople}</h3>
      <ul>
        {standing.length + settling === 0 ? <li>{said.planNobody}</li> : null}
        {standing.map(({ version, waiting }) => (
          <li key={version}>{said.planVersion(version, waiting)}</li>
        ))}
        {settling === 0 ? null : <li>{said.planSettling(settling)}</li>}
      </ul>
      <p>{moves ? said.planMove(moving) : said.planFinish}</p>
      <h3>
        {said.planChanges}: {said.changes(changes.length)}
      </h3>
      <FieldChanges changes={changes} />
    </div>
  )
}

type UndoProps = { readonly id: string; readonly back: number; readonly customers: number; readonly onDone: () => void }

/** Says that it was done, and takes it back: what stood before is published anew. */
export const UndoRollBack = ({ id, back, customers, onDone }: UndoProps): ReactNode => {
  const words = useCampaignWords()
  const { versions: said } = words
  const change = useChange('POST /api/campaigns/:id/rollback', TOUCHED)
  const body = { version: back, because: said.takenBack(said.doing['roll-back']) }
  return (
    <>
      <span>
        {said.doing['roll-back']}. {said.sweeping(customers)}
      </span>
      <Button
        loading={change.isPending}
        onClick={() => change.mutate({ names: { id }, body }, { onSuccess: onDone })}
        size="compact-sm"
        variant="subtle"
      >
        {said.undo}
      </Button>
    </>
  )
}
