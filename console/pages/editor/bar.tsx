/** Above the text: how the draft is kept, throwing it away, and publishing it. */
import { Button } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconCloudOff, IconPencil, type Icon } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, type RefObject, useState } from 'react'
import { Badge } from '../../parts/badge.tsx'
import { CampaignStatus } from '../../parts/campaign-status.tsx'
import { MayButton } from '../../parts/may-button.tsx'
import { useMay } from '../../session/me.ts'
import { useCampaignWords } from '../../words/campaign-words.ts'
import { useReader } from '../../words/reader.tsx'
import type { EditorWords } from '../../words/words.ts'
import type { Draft } from './draft.ts'
import styles from './editor.module.css'
import type { FieldHandle } from './field-handle.ts'
import type { Kept, Standing } from './keeper.ts'
import type { Opened } from './opened.ts'
import { Publish } from './publish.tsx'

type BarProps = {
  readonly id: string
  readonly draft: Draft
  readonly opened: Opened
  /** The text has no errors, as it stands. */
  readonly isReady: boolean
  readonly newest: number | null
  /** Somebody else published this version meanwhile. */
  readonly onMet: (version: number) => void
  readonly field: RefObject<FieldHandle | null>
}

export const Bar = ({ id, draft, opened, isReady, newest, onMet, field }: BarProps): ReactNode => {
  const { words } = useReader()
  const { may } = useMay('POST /api/drafts/:id')
  return (
    <div className={styles.bar}>
      <div className={styles.barStands}>
        {opened.published === null ? null : (
          <>
            <CampaignStatus status={opened.published.status} />
            <Badge>{words.campaigns.version(opened.published.version)}</Badge>
          </>
        )}
        {may ? <HowKept kept={draft.kept} /> : null}
      </div>
      <div className={styles.barButtons}>
        {may ? <Discard draft={draft} field={field} id={id} opened={opened} /> : null}
        {may ? <Publish draft={draft} id={id} isReady={isReady} newest={newest} onMet={onMet} /> : null}
      </div>
    </div>
  )
}

const SIGNS: Readonly<Record<Kept['type'], Icon>> = {
  untouched: IconCheck,
  saved: IconCheck,
  unsaved: IconPencil,
  saving: IconPencil,
  offline: IconCloudOff,
  met: IconAlertTriangle,
  refused: IconAlertTriangle,
}

const keptText = (kept: Kept, said: EditorWords): string => {
  switch (kept.type) {
    case 'untouched':
      return said.published
    case 'saved':
      return said.savedAt(kept.at)
    case 'unsaved':
      return said.unsaved
    case 'saving':
      return said.saving
    case 'offline':
      return said.offline
    case 'met':
      return said.metDraftTitle
    case 'refused':
      return said.notKept
  }
}

const HowKept = ({ kept }: { readonly kept: Kept }): ReactNode => {
  const { editor: said } = useCampaignWords()
  const Sign = SIGNS[kept.type]
  const isBad = kept.type === 'offline' || kept.type === 'met' || kept.type === 'refused'
  return (
    <p aria-live={isBad ? 'assertive' : 'off'} className={styles.kept} data-bad={isBad}>
      <Sign aria-hidden size={16} stroke={1.8} />
      <span>{keptText(kept, said)}</span>
    </p>
  )
}

type DiscardProps = Pick<BarProps, 'id' | 'draft' | 'opened' | 'field'>

const Discard = ({ id, draft, opened: { published }, field }: DiscardProps): ReactNode => {
  const { editor: said } = useCampaignWords()
  const navigate = useNavigate()
  /** What was thrown away last, which can be had again. */
  const [gone, setGone] = useState<Standing | null>(null)
  const [isBusy, setBusy] = useState(false)
  const isDraft = draft.kept.type !== 'untouched'
  const discard = async (): Promise<void> => {
    const before = await draft.discard()
    const next = { text: published?.text ?? '', at: null, basedOn: published?.version ?? null }
    draft.put(next)
    if (published === null) await navigate({ to: '/campaigns', state: { discarded: { id, text: before.text, basedOn: before.basedOn } } })
    else {
      field.current?.replace(next.text)
      setGone(before)
    }
  }
  const undo = (before: Standing): void => {
    draft.put({ text: published?.text ?? '', at: null, basedOn: before.basedOn })
    field.current?.replace(before.text)
    setGone(null)
  }
  return (
    <>
      <output aria-live="polite" className={styles.gone}>
        {gone === null || isDraft ? null : (
          <>
            {said.discarded}{' '}
            <Button onClick={() => undo(gone)} size="compact-sm" variant="subtle">
              {said.undo}
            </Button>
          </>
        )}
      </output>
      <MayButton
        disabled={!isDraft}
        loading={isBusy}
        onClick={() => {
          setBusy(true)
          discard()
            .catch(() => undefined)
            .finally(() => setBusy(false))
        }}
        route="POST /api/drafts/:id/discard"
        variant="default"
      >
        {said.discard}
      </MayButton>
    </>
  )
}
