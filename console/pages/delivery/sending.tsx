import { Button } from '@mantine/core'
import { IconCircleCheck, IconHandStop } from '@tabler/icons-react'
import { type ReactNode, useRef, useState } from 'react'
import type { SendingPage, SwitchView } from '../../../shared/contract/api-sending.ts'
import { useCampaignNames } from '../../api/campaign-names.ts'
import { useChange } from '../../api/hooks.ts'
import { Ask } from '../../parts/ask.tsx'
import { Card } from '../../parts/card.tsx'
import { MayButton } from '../../parts/may-button.tsx'
import type { SheetHandle } from '../../parts/sheet.tsx'
import { Table } from '../../parts/table.tsx'
import { When } from '../../parts/when.tsx'
import { useReader } from '../../words/reader.tsx'
import styles from './delivery.module.css'

/** Whether mail leaves at all; and the way to stop it, or to let it go on. */
export const Sending = ({ page: { all } }: { readonly page: SendingPage }): ReactNode => {
  const { words } = useReader()
  const { delivery: said } = words
  const isOn = all.stopped === null
  const Sign = isOn ? IconCircleCheck : IconHandStop
  return (
    <section aria-label={said.sendingTitle} className={styles.switch} data-on={isOn}>
      <Sign aria-hidden className={styles.sign} size={34} stroke={1.6} />
      <div className={styles.said}>
        <h2 className={styles.state}>{isOn ? said.on : said.off}</h2>
        <p className={styles.why}>{all.stopped === null ? said.onText : <Stopped stopped={all.stopped} />}</p>
      </div>
      <Turn campaign={null} isOn={isOn} />
    </section>
  )
}

/** Since when, by whom and why. */
export const Stopped = ({ stopped }: { readonly stopped: NonNullable<SwitchView['stopped']> }): ReactNode => {
  const { words } = useReader()
  return <span className="breakable">{words.delivery.stopped(stopped)}</span>
}

type TurnProps = { readonly campaign: { readonly id: string; readonly name: string } | null; readonly isOn: boolean }

/** Stops sending or lets it go on, with a reason that is kept; what was done last can be taken back. */
export const Turn = ({ campaign, isOn }: TurnProps): ReactNode => {
  const { words } = useReader()
  const { delivery: said } = words
  const sheet = useRef<SheetHandle>(null)
  const [last, setLast] = useState<string | null>(null)
  /** What the sheet was opened for: it stays that, whatever the page hears while it is open. */
  const [asksToStop, setAsksToStop] = useState(isOn)
  const touched = ['GET /api/sending', 'GET /api/overview', 'GET /api/campaigns', 'GET /api/campaigns/:id'] as const
  const all = useChange('POST /api/sending', touched)
  const one = useChange('POST /api/campaigns/:id/sending', touched)
  const turn = (on: boolean, because: string, done: () => void): void => {
    const body = { on, because }
    const settled = { onSuccess: done }
    if (campaign === null) all.mutate({ body }, settled)
    else one.mutate({ names: { id: campaign.id }, body }, settled)
  }
  const open = (): void => {
    setAsksToStop(isOn)
    sheet.current?.open()
  }
  const asks = said.turn(asksToStop, campaign?.name ?? null)
  const { isPending, error } = campaign === null ? all : one
  return (
    <div className={styles.turn}>
      <MayButton
        onClick={open}
        route={campaign === null ? 'POST /api/sending' : 'POST /api/campaigns/:id/sending'}
        variant={isOn ? 'default' : 'filled'}
      >
        {said.turn(isOn, campaign?.name ?? null).button}
      </MayButton>
      {last === null ? null : (
        <Button
          loading={isPending}
          onClick={() => turn(!isOn, said.takenBack(last), () => setLast(null))}
          size="compact-sm"
          variant="subtle"
        >
          {said.undo}
        </Button>
      )}
      <Ask
        asked={{ label: said.why, placeholder: asks.example, mustBe: null }}
        doIt={asks.button}
        error={error}
        handle={sheet}
        isBusy={isPending}
        onDo={(because) =>
          turn(!asksToStop, because, () => {
            setLast(because)
            sheet.current?.close()
          })
        }
        text={asks.text}
        title={asks.title}
        {...(asksToStop ? { tone: 'bad' as const } : {})}
      />
    </div>
  )
}

/** Whoever turned what off or on. */
export const Changes = ({ changes }: Pick<SendingPage, 'changes'>): ReactNode => {
  const { words } = useReader()
  const { delivery: said } = words
  const { named } = useCampaignNames()
  return (
    <Card text={said.changesText} title={said.changesTitle}>
      {changes.length === 0 ? (
        <p className="soft">{said.changesNone}</p>
      ) : (
        <Table
          caption={said.changesTitle}
          columns={[
            { name: said.when, cell: ({ at }) => <When at={at} /> },
            {
              name: said.what,
              cell: ({ campaign }) => <span className="breakable">{campaign === null ? said.everything : named(campaign)}</span>,
            },
            { name: said.change, cell: ({ on }) => said.changed(on) },
            { name: said.by, cell: ({ by }) => said.who(by) },
            { name: said.whyColumn, cell: ({ because }) => <span className="breakable">{said.reason(because)}</span>, isWide: true },
          ]}
          heightMax="20rem"
          keyOf={({ number }) => String(number)}
          rows={changes.map((change, index) => ({ ...change, number: changes.length - index }))}
        />
      )}
    </Card>
  )
}
