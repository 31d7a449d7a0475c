/** A sheet over the page: the browser's own dialog, which keeps the focus inside, closes on Escape and gives the focus back. */
import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { type ReactNode, type Ref, useId, useImperativeHandle, useRef } from 'react'
import { useReader } from '../words/reader.tsx'
import styles from './sheet.module.css'

export type SheetHandle = { readonly open: () => void; readonly close: () => void }

type SheetProps = {
  readonly handle: Ref<SheetHandle>
  readonly title: string
  /** However it was closed. */
  readonly onClose?: () => void
  readonly children: ReactNode
}

export const Sheet = ({ handle, title, onClose, children }: SheetProps): ReactNode => {
  const { words } = useReader()
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useId()
  const close = (): void => dialog.current?.close()
  useImperativeHandle(handle, () => ({ open: () => dialog.current?.open === false && dialog.current.showModal(), close }))
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the sheet closes it; on the keyboard Escape does, and the dialog sees to that.
    <dialog
      aria-labelledby={heading}
      className={styles.sheet}
      onClose={onClose}
      onClick={({ target, currentTarget }) => {
        if (target === currentTarget) close()
      }}
      ref={dialog}
    >
      <div className={styles.inside}>
        <header className={styles.header}>
          <h2 className={styles.title} id={heading}>
            {title}
          </h2>
          <ActionIcon aria-label={words.shell.close} color="gray" onClick={close} size="lg" variant="subtle">
            <IconX size={20} stroke={1.6} />
          </ActionIcon>
        </header>
        {children}
      </div>
    </dialog>
  )
}
