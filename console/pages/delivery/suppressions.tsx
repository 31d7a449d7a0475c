import { TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { type ReactNode, type RefObject, useRef, useState } from 'react'
import type { Suppressed } from '../../../shared/contract/api-sending.ts'
import { useChange, usePages } from '../../api/hooks.ts'
import { Ask } from '../../parts/ask.tsx'
import { Card } from '../../parts/card.tsx'
import { Listed } from '../../parts/listed.tsx'
import { MailLink } from '../../parts/mail-link.tsx'
import { MayButton } from '../../parts/may-button.tsx'
import { Notice } from '../../parts/notice.tsx'
import type { SheetHandle } from '../../parts/sheet.tsx'
import { Table } from '../../parts/table.tsx'
import { When } from '../../parts/when.tsx'
import { useReader } from '../../words/reader.tsx'
import styles from './delivery.module.css'

/** Addresses nobody may write to, whoever they belong to. The list knows their digests, not the addresses. */
export const Suppressions = (): ReactNode => {
  const { words } = useReader()
  const { suppressions: said } = words
  const list = usePages('GET /api/suppressions', {})
  const [lifting, setLifting] = useState<Suppressed | null>(null)
  const [done, setDone] = useState<string | null>(null)
  const sheet = useRef<SheetHandle>(null)
  const total = list.pages.data?.pages[0]?.total ?? null
  return (
    <Card
      aside={<Add onDone={() => setDone(said.added)} />}
      text={said.text}
      title={total === null || total === 0 ? said.title : said.titled(total)}
    >
      <div aria-live="polite">{done === null ? null : <Notice tone="good">{done}</Notice>}</div>
      <Listed empty={<p className="soft">{said.none}</p>} news={said.news} of={list}>
        {(items) => (
          <Table<Suppressed>
            caption={said.title}
            columns={[
              { name: said.address, cell: ({ digest }) => <code title={digest}>{`${digest.slice(0, DIGEST_SHOWN)}…`}</code> },
              { name: said.because, cell: ({ because }) => words.messages.suppression(because) },
              { name: said.since, cell: ({ at }) => <When at={at} /> },
              { name: said.customer, cell: (one) => <Whose of={one} /> },
              {
                name: said.lift,
                cell: (one) => (
                  <MayButton
                    onClick={() => {
                      setLifting(one)
                      sheet.current?.open()
                    }}
                    route="POST /api/suppressions/lift"
                    size="xs"
                    variant="default"
                  >
                    {said.lift}
                  </MayButton>
                ),
              },
            ]}
            heightMax="30rem"
            keyOf={({ digest }) => digest}
            rows={items}
          />
        )}
      </Listed>
      <Lift handle={sheet} of={lifting} onDone={() => setDone(said.lifted)} />
    </Card>
  )
}

type LiftProps = { readonly handle: RefObject<SheetHandle | null>; readonly of: Suppressed | null; readonly onDone: () => void }

const Lift = ({ handle, of: lifting, onDone }: LiftProps): ReactNode => {
  const { words } = useReader()
  const { suppressions: said } = words
  const lift = useChange('POST /api/suppressions/lift', ['GET /api/suppressions'])
  return (
    <Ask
      asked={{ label: words.delivery.why, placeholder: said.liftExample, mustBe: null }}
      doIt={said.lift}
      error={lift.error}
      handle={handle}
      isBusy={lift.isPending}
      onDo={(because) => {
        if (lifting === null) return
        const onSuccess = (): void => {
          onDone()
          handle.current?.close()
        }
        lift.mutate({ body: { digest: lifting.digest, because } }, { onSuccess })
      }}
      text={said.liftText(lifting?.because ?? null)}
      title={said.liftTitle}
    />
  )
}

/** Enough of a digest to tell it from others; the whole of it stands where the pointer rests. */
const DIGEST_SHOWN = 12

const Whose = ({ of: { customerId, message } }: { readonly of: Suppressed }): ReactNode => {
  const { words } = useReader()
  if (customerId === null) return <span className="soft">{words.suppressions.nobody}</span>
  return (
    <span className="breakable">
      <Link search={{ id: customerId }} to="/customers/one">
        {customerId}
      </Link>
      {message === null ? null : (
        <>
          {' · '}
          <MailLink id={message}>{words.suppressions.mail}</MailLink>
        </>
      )}
    </span>
  )
}

const Add = ({ onDone }: { readonly onDone: () => void }): ReactNode => {
  const { words } = useReader()
  const { suppressions: said } = words
  const sheet = useRef<SheetHandle>(null)
  const [address, setAddress] = useState('')
  const add = useChange('POST /api/suppressions', ['GET /api/suppressions'])
  return (
    <>
      <MayButton
        onClick={() => {
          setAddress('')
          sheet.current?.open()
        }}
        route="POST /api/suppressions"
        size="xs"
        variant="default"
      >
        {said.add}
      </MayButton>
      <Ask
        asked={{ label: words.delivery.why, placeholder: said.addExample, mustBe: null }}
        doIt={said.add}
        error={add.error}
        handle={sheet}
        isBusy={add.isPending}
        onDo={(because) => {
          const onSuccess = (): void => {
            onDone()
            sheet.current?.close()
          }
          add.mutate({ body: { address: address.trim(), because } }, { onSuccess })
        }}
        text={said.addText}
        title={said.add}
      >
        <TextInput
          autoComplete="off"
          className={styles.field}
          label={said.addressAsked}
          onChange={({ currentTarget }) => setAddress(currentTarget.value)}
          type="email"
          value={address}
        />
      </Ask>
    </>
  )
}
