import { IconDownload, IconEraser } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useRef, useState } from 'react'
import type { Erased } from '../../../shared/contract/api-privacy.ts'
import { readClosed, Unanswered } from '../../api/client.ts'
import type { Failed } from '../../api/failed.ts'
import { useChange } from '../../api/hooks.ts'
import { Ask } from '../../parts/ask.tsx'
import { Card } from '../../parts/card.tsx'
import { MayButton } from '../../parts/may-button.tsx'
import { Notice } from '../../parts/notice.tsx'
import { save } from '../../parts/save.ts'
import type { SheetHandle } from '../../parts/sheet.tsx'
import { Page } from '../../shell/page.tsx'
import { useReader } from '../../words/reader.tsx'
import styles from './customer.module.css'

type PersonalDataProps = { readonly id: string; readonly onErased: (erased: Erased) => void }

/** What one person may ask of us: to be told what is held of them, and to be forgotten. */
export const PersonalData = ({ id, onErased }: PersonalDataProps): ReactNode => {
  const { words } = useReader()
  const { consent: said } = words
  return (
    <Card text={said.privacyText} title={said.privacyTitle}>
      <div className={styles.deeds}>
        <Export id={id} />
        <Erase id={id} onErased={onErased} />
      </div>
    </Card>
  )
}

const Export = ({ id }: { readonly id: string }): ReactNode => {
  const { words } = useReader()
  const { consent: said } = words
  const [isBusy, setIsBusy] = useState(false)
  const [failed, setFailed] = useState<Failed | null>(null)
  const download = async (): Promise<void> => {
    setIsBusy(true)
    setFailed(null)
    try {
      const held = await readClosed('GET /api/customers/:id/export', { names: { id } })
      save(`customer-${id.replace(/[^\w-]+/g, '_')}.json`, new Blob([JSON.stringify(held, null, 2)], { type: 'application/json' }))
    } catch (error) {
      setFailed(error instanceof Unanswered ? error.failed : { type: 'unreachable' })
    } finally {
      setIsBusy(false)
    }
  }
  return (
    <div>
      <MayButton
        leftSection={<IconDownload aria-hidden size={17} stroke={1.7} />}
        loading={isBusy}
        onClick={() => {
          download().catch(() => undefined)
        }}
        route="GET /api/customers/:id/export"
        variant="default"
      >
        {said.export}
      </MayButton>
      <p className={`${styles.deed} soft`}>{said.exportText}</p>
      <div aria-live="polite">{failed === null ? null : <Notice tone="bad">{words.shell.problems.title(failed)}</Notice>}</div>
    </div>
  )
}

const Erase = ({ id, onErased }: PersonalDataProps): ReactNode => {
  const { words } = useReader()
  const { consent: said } = words
  const sheet = useRef<SheetHandle>(null)
  const erase = useChange('POST /api/customers/:id/erase', ['GET /api/customers', 'GET /api/overview', 'GET /api/inbox'])
  return (
    <div>
      <MayButton
        leftSection={<IconEraser aria-hidden size={17} stroke={1.7} />}
        onClick={() => sheet.current?.open()}
        route="POST /api/customers/:id/erase"
        variant="default"
      >
        {said.erase}
      </MayButton>
      <p className={`${styles.deed} soft`}>{said.eraseText}</p>
      <Ask
        asked={{ label: said.eraseAsked(id), mustBe: id }}
        doIt={said.eraseDo}
        error={erase.error}
        handle={sheet}
        isBusy={erase.isPending}
        onDo={() => erase.mutate({ names: { id }, body: { confirm: id } }, { onSuccess: onErased })}
        text={
          <ul>
            {said.eraseExplained.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        }
        title={said.eraseTitle}
        tone="bad"
      />
    </div>
  )
}

/** Where somebody stood who is held no more. */
export const Forgotten = ({ id, erased }: { readonly id: string; readonly erased: Erased }): ReactNode => {
  const { words } = useReader()
  const { consent: said } = words
  const { facts, events, messages, unsent, traces } = erased
  return (
    <Page above={<Link to="/customers">{words.customers.all}</Link>} title={id}>
      <Notice title={said.erased} tone="good">
        {said.erasedCounts(facts, events, messages, unsent)} {traces === 'gone' ? null : said.tracesLeft(traces)}
      </Notice>
    </Page>
  )
}
