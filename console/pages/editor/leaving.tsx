import { Button } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import { type ReactNode, useEffect, useRef } from 'react'
import { Sheet, type SheetHandle } from '../../parts/sheet.tsx'
import { useCampaignWords } from '../../words/campaign-words.ts'
import styles from './editor.module.css'
import type { Keeper, Kept } from './keeper.ts'

type LeavingProps = { readonly keeper: Keeper; readonly kept: Kept }

const isKept = ({ type }: Kept): boolean => type === 'untouched' || type === 'saved'

/** Whoever leaves takes nothing unsaved along: it is saved then, and where that fails they are asked. */
export const Leaving = ({ keeper, kept }: LeavingProps): ReactNode => {
  const { editor: said } = useCampaignWords()
  const sheet = useRef<SheetHandle>(null)
  const blocker = useBlocker({
    shouldBlockFn: async () => !(isKept(kept) || (await keeper.flush())),
    enableBeforeUnload: !isKept(kept),
    withResolver: true,
  })
  const isAsked = blocker.status === 'blocked'
  useEffect(() => {
    if (isAsked) sheet.current?.open()
    else sheet.current?.close()
  }, [isAsked])
  return (
    <Sheet handle={sheet} onClose={() => blocker.reset?.()} title={said.leaveTitle}>
      <p className={styles.sheetText}>{said.leaveText}</p>
      <div className={styles.sheetButtons}>
        <Button onClick={() => blocker.reset?.()} variant="default">
          {said.stay}
        </Button>
        <Button onClick={() => blocker.proceed?.()}>{said.leave}</Button>
      </div>
    </Sheet>
  )
}
