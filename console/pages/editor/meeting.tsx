/** Two people at one campaign: somebody saved the draft, or published, while it was written here. */
import { Button } from '@mantine/core'
import { type ReactNode, type RefObject, useEffect, useRef } from 'react'
import type { Met } from '../../../shared/contract/api.ts'
import { Notice } from '../../parts/notice.tsx'
import { Sheet, type SheetHandle } from '../../parts/sheet.tsx'
import { useCampaignWords } from '../../words/campaign-words.ts'
import type { Draft } from './draft.ts'
import styles from './editor.module.css'
import type { FieldHandle } from './field-handle.ts'

type MeetingProps = {
  readonly draft: Draft
  /** The newest version that is known of; null: none. */
  readonly newest: number | null
  readonly field: RefObject<FieldHandle | null>
}

export const Meeting = ({ draft, newest, field }: MeetingProps): ReactNode => (
  <>
    <MetDraft draft={draft} field={field} />
    {draft.basedOn === newest || newest === null ? null : <Outdated draft={draft} field={field} newest={newest} />}
  </>
)

/** Who saved and when, and whose text stays. Whoever closes it finds the way back to it on the page. */
const MetDraft = ({ draft: { kept, keeper, theirs, put }, field }: Pick<MeetingProps, 'draft' | 'field'>): ReactNode => {
  const { editor: said } = useCampaignWords()
  const sheet = useRef<SheetHandle>(null)
  const met = kept.type === 'met' ? kept.met : null
  const isMet = met !== null
  useEffect(() => {
    if (isMet) sheet.current?.open()
    else sheet.current?.close()
  }, [isMet])
  const take = async (from: Met): Promise<void> => {
    const standing = await theirs(from)
    put(standing)
    field.current?.replace(standing.text)
  }
  const text = met === null ? '' : said.metDraft(met.by, met.at)
  return (
    <>
      {met === null ? null : (
        <div className={styles.notice}>
          <Notice
            action={
              <Button onClick={() => sheet.current?.open()} size="xs" variant="default">
                {said.choose}
              </Button>
            }
            title={said.metDraftTitle}
            tone="warn"
          >
            {text}
          </Notice>
        </div>
      )}
      <Sheet handle={sheet} title={said.metDraftTitle}>
        <p className={styles.sheetText}>{text}</p>
        <p className={styles.sheetText}>{said.metHint}</p>
        <div className={styles.sheetButtons}>
          <Button onClick={() => (met === null ? undefined : take(met).catch(() => undefined))} variant="default">
            {said.takeTheirs}
          </Button>
          <Button onClick={() => keeper.keepMine().catch(() => undefined)}>{said.keepMine}</Button>
        </div>
      </Sheet>
    </>
  )
}

/** The draft was begun from another version than the newest. */
const Outdated = ({ draft, newest, field }: Omit<MeetingProps, 'newest'> & { readonly newest: number }): ReactNode => {
  const { editor: said } = useCampaignWords()
  const { keeper, basedOn, put, text, theirs } = draft
  const rebase = async (): Promise<void> => {
    await keeper.rebase(newest)
    put({ ...keeper.standing(), text })
  }
  const take = async (): Promise<void> => {
    const standing = await theirs({ version: newest })
    put({ ...standing, at: keeper.standing().at })
    field.current?.replace(standing.text)
  }
  return (
    <div className={styles.notice}>
      <Notice title={said.outdatedTitle(newest)} tone="warn">
        <p className={styles.sheetText}>{said.outdated(basedOn)}</p>
        <div className={styles.choices}>
          <Button onClick={() => take().catch(() => undefined)} size="xs" variant="default">
            {said.takePublished}
          </Button>
          <Button onClick={() => rebase().catch(() => undefined)} size="xs" variant="default">
            {said.basePublished}
          </Button>
        </div>
      </Notice>
    </div>
  )
}
