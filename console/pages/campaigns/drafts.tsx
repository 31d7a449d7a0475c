/** Campaigns that are being written: who left each how, and what can be done with it. */
import { Button } from '@mantine/core'
import { Link, useLocation } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { DraftListed, DraftSaving } from '../../../shared/contract/api.ts'
import { read } from '../../api/client.ts'
import { useCampaignNames } from '../../api/campaign-names.ts'
import { useChange } from '../../api/hooks.ts'
import { Badge } from '../../parts/badge.tsx'
import { Card } from '../../parts/card.tsx'
import { MayButton } from '../../parts/may-button.tsx'
import { useReader } from '../../words/reader.tsx'
import styles from './drafts.module.css'

type Gone = Pick<DraftSaving, 'text' | 'basedOn'> & { readonly id: string }

const TOUCHED = ['GET /api/drafts'] as const

export const Drafts = ({ drafts: all }: { readonly drafts: readonly DraftListed[] }): ReactNode => {
  const { words } = useReader()
  const { drafts: said } = words.campaigns
  const arrived = useLocation({ select: ({ state }) => state.discarded })
  /** What was thrown away last, here or in the editor. */
  const [gone, setGone] = useState<Gone | null>(arrived ?? null)
  const discard = useChange('POST /api/drafts/:id/discard', TOUCHED)
  const save = useChange('POST /api/drafts/:id', TOUCHED)
  if (all.length === 0 && gone === null) return null
  const throwAway = async ({ id }: DraftListed): Promise<void> => {
    const { text, basedOn } = await read('GET /api/drafts/:id', { names: { id } })
    await discard.mutateAsync({ names: { id }, body: {} })
    setGone({ id, text, basedOn })
  }
  const undo = ({ id, text, basedOn }: Gone): void =>
    save.mutate({ names: { id }, body: { text, basedOn, seen: null } }, { onSuccess: () => setGone(null) })
  return (
    <Card className={styles.card} text={said.text} title={said.title}>
      <output aria-live="polite">
        {gone === null ? null : (
          <p className={styles.gone}>
            {said.discarded(gone.id)}{' '}
            <Button loading={save.isPending} onClick={() => undo(gone)} size="compact-sm" variant="subtle">
              {said.undo}
            </Button>
          </p>
        )}
      </output>
      <ul className={styles.list}>
        {all.map((draft) => (
          <DraftLine draft={draft} isBusy={discard.isPending} key={draft.id} onDiscard={() => throwAway(draft).catch(() => undefined)} />
        ))}
      </ul>
    </Card>
  )
}

type DraftLineProps = { readonly draft: DraftListed; readonly isBusy: boolean; readonly onDiscard: () => void }

const DraftLine = ({ draft: { id, author, at, basedOn, problems }, isBusy, onDiscard }: DraftLineProps): ReactNode => {
  const { words, format } = useReader()
  const { drafts: said, version } = words.campaigns
  const { named } = useCampaignNames()
  const wrong = problems.errors
  return (
    <li className={styles.line}>
      <div className={styles.what}>
        <Link className={`${styles.name} breakable`} params={{ id }} to="/campaigns/$id/edit">
          {named(id)}
        </Link>
        <Badge>{basedOn === null ? said.fresh : said.from(version(basedOn))}</Badge>
        {wrong === 0 ? null : <Badge tone="bad">{said.errors(wrong)}</Badge>}
        <span className={`${styles.who} breakable`}>
          {author}, {format.instant(at)}
        </span>
      </div>
      <MayButton loading={isBusy} onClick={onDiscard} route="POST /api/drafts/:id/discard" size="compact-sm" variant="subtle">
        {said.discard}
        <span className="visually-hidden">: {named(id)}</span>
      </MayButton>
    </li>
  )
}
