/** Keys that publishers show: made here and told once, taken back when nobody is to publish with them any more. */
import { Button, TextInput } from '@mantine/core'
import { type FormEvent, type ReactNode, type RefObject, useRef, useState } from 'react'
import type { WriteKeyView } from '../../../shared/contract/api.ts'
import { useAnswer, useChange } from '../../api/hooks.ts'
import { Answer } from '../../parts/answer.tsx'
import { Ask } from '../../parts/ask.tsx'
import { Card } from '../../parts/card.tsx'
import { Code } from '../../parts/code.tsx'
import { Loading } from '../../parts/loading.tsx'
import { MayButton } from '../../parts/may-button.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Problems } from '../../parts/problems.tsx'
import { Sheet, type SheetHandle } from '../../parts/sheet.tsx'
import { Table } from '../../parts/table.tsx'
import { When } from '../../parts/when.tsx'
import { useMay, useMe } from '../../session/me.ts'
import { useReader } from '../../words/reader.tsx'
import styles from './connect.module.css'

type WriteKeysProps = {
  /** The key that was made just now: no later visit shows it again. */
  readonly made: string | null
  readonly onMade: (key: string | null) => void
}

export const WriteKeys = ({ made, onMade }: WriteKeysProps): ReactNode => {
  const { words } = useReader()
  const { keys: said } = words.connect
  const { may, why } = useMay('GET /api/write-keys')
  const { role } = useMe()
  return (
    <Card aside={<Make onMade={onMade} />} className={styles.keys} text={said.text} title={said.title}>
      <div aria-live="polite">
        {made === null ? null : (
          <Notice title={said.made} tone="good">
            <p>{said.onlyNow}</p>
            <Code label={said.key} text={made} />
          </Notice>
        )}
      </div>
      {may ? <Keys onRevoked={() => onMade(null)} /> : role === null ? null : <p className="soft">{why}</p>}
    </Card>
  )
}

const TOUCHED = ['GET /api/write-keys', 'GET /api/connect', 'GET /api/audit'] as const

const Keys = ({ onRevoked }: { readonly onRevoked: () => void }): ReactNode => {
  const { words } = useReader()
  const { keys: said } = words.connect
  const [revoking, setRevoking] = useState<WriteKeyView | null>(null)
  const sheet = useRef<SheetHandle>(null)
  return (
    <>
      <Answer loading={<Loading heights={[64]} />} of={useAnswer('GET /api/write-keys', {})}>
        {({ keys }) =>
          keys.length === 0 ? (
            <p className="soft">{said.none}</p>
          ) : (
            <Table<WriteKeyView>
              caption={said.title}
              columns={[
                { name: said.name, cell: ({ name }) => <span className="breakable">{name}</span> },
                { name: said.madeAt, cell: ({ madeAt }) => <When at={madeAt} /> },
                { name: said.madeBy, cell: ({ madeBy }) => <span className="breakable">{madeBy}</span> },
                { name: said.hash, cell: ({ id }) => <code title={id}>{`${id.slice(0, HASH_SHOWN)}…`}</code> },
                {
                  name: said.revoke,
                  cell: (one) => (
                    <MayButton
                      onClick={() => {
                        setRevoking(one)
                        sheet.current?.open()
                      }}
                      route="DELETE /api/write-keys/:id"
                      size="xs"
                      variant="default"
                    >
                      {said.revoke}
                    </MayButton>
                  ),
                },
              ]}
              heightMax="24rem"
              keyOf={({ id }) => id}
              rows={keys}
            />
          )
        }
      </Answer>
      <Revoke handle={sheet} of={revoking} onRevoked={onRevoked} />
    </>
  )
}

/** Enough of a hash to tell it from others. */
const HASH_SHOWN = 12

type RevokeProps = { readonly handle: RefObject<SheetHandle | null>; readonly of: WriteKeyView | null; readonly onRevoked: () => void }

const Revoke = ({ handle, of: revoking, onRevoked }: RevokeProps): ReactNode => {
  const { words } = useReader()
  const { keys: said } = words.connect
  const revoke = useChange('DELETE /api/write-keys/:id', TOUCHED)
  const name = revoking?.name ?? ''
  return (
    <Ask
      asked={{ label: said.revokeAsked(name), mustBe: name }}
      doIt={said.revoke}
      error={revoke.error}
      handle={handle}
      isBusy={revoke.isPending}
      onDo={() => {
        if (revoking === null) return
        const onSuccess = (): void => {
          onRevoked()
          handle.current?.close()
        }
        revoke.mutate({ names: { id: revoking.id }, body: {} }, { onSuccess })
      }}
      text={said.revokeText}
      title={said.revokeTitle(name)}
      tone="bad"
    />
  )
}

const Make = ({ onMade }: Pick<WriteKeysProps, 'onMade'>): ReactNode => {
  const { words } = useReader()
  const { keys: said } = words.connect
  const sheet = useRef<SheetHandle>(null)
  const [name, setName] = useState('')
  const make = useChange('POST /api/write-keys', TOUCHED)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (name.trim() === '' || make.isPending) return
    const onSuccess = ({ key }: { readonly key: string }): void => {
      onMade(key)
      sheet.current?.close()
    }
    make.mutate({ body: { name: name.trim() } }, { onSuccess })
  }
  return (
    <>
      <MayButton
        onClick={() => {
          setName('')
          make.reset()
          sheet.current?.open()
        }}
        route="POST /api/write-keys"
        size="xs"
        variant="default"
      >
        {said.make}
      </MayButton>
      <Sheet handle={sheet} title={said.make}>
        <form className={styles.form} onSubmit={submit}>
          <p>{said.makeText}</p>
          <TextInput
            autoComplete="off"
            label={said.nameAsked}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
            placeholder={said.nameExample}
            value={name}
          />
          <div aria-live="polite">
            {make.error === null ? null : (
              <Notice title={words.shell.problems.title(make.error.failed)} tone="bad">
                {make.error.failed.type === 'refused' ? (
                  <Problems problems={make.error.failed.problems} />
                ) : (
                  words.shell.problems.hint(make.error.failed)
                )}
              </Notice>
            )}
          </div>
          <Button disabled={name.trim() === ''} loading={make.isPending} type="submit">
            {said.make}
          </Button>
        </form>
      </Sheet>
    </>
  )
}
