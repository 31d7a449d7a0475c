import { Button, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useId, useRef, useState } from 'react'
import type { CouponPool, CouponsAdded } from '../../../shared/contract/api-coupons.ts'
import type { Unanswered } from '../../api/client.ts'
import { useCampaignNames } from '../../api/campaign-names.ts'
import { useAnswer, useChange } from '../../api/hooks.ts'
import { Answer } from '../../parts/answer.tsx'
import { Card } from '../../parts/card.tsx'
import { Loading } from '../../parts/loading.tsx'
import { MayButton } from '../../parts/may-button.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Problems } from '../../parts/problems.tsx'
import { Sheet, type SheetHandle } from '../../parts/sheet.tsx'
import { useReader } from '../../words/reader.tsx'
import styles from './delivery.module.css'

/** Pools of codes: how many are left, given and redeemed, and how more come in. */
export const Coupons = (): ReactNode => {
  const { words } = useReader()
  const { coupons: said } = words
  const [added, setAdded] = useState<CouponsAdded | null>(null)
  return (
    <Card aside={<AddCodes onAdded={setAdded} pool="" />} text={said.text} title={said.title}>
      <div aria-live="polite">
        {added === null ? null : <Notice tone="good">{said.added(added.added, added.known, added.pool.name)}</Notice>}
      </div>
      <Answer loading={<Loading heights={[96]} />} of={useAnswer('GET /api/coupons', {})}>
        {({ pools }) =>
          pools.length === 0 ? (
            <p className="soft">{said.none}</p>
          ) : (
            <ul className={styles.pools}>
              {pools.map((pool) => (
                <li className={styles.pool} key={pool.name}>
                  <Pool pool={pool} />
                  <AddCodes onAdded={setAdded} pool={pool.name} />
                </li>
              ))}
            </ul>
          )
        }
      </Answer>
    </Card>
  )
}

const Pool = ({ pool: { name, total, given, redeemed, free, campaigns } }: { readonly pool: CouponPool }): ReactNode => {
  const { words, format } = useReader()
  const { coupons: said } = words
  const { named } = useCampaignNames()
  const parts = [
    { part: 'redeemed', count: redeemed },
    { part: 'given', count: Math.max(0, given - redeemed) },
    { part: 'free', count: free },
  ] as const
  return (
    <div className={styles.poolSaid}>
      <h3 className={`${styles.poolName} breakable`}>{name}</h3>
      <p className={styles.why}>
        {campaigns.length === 0 ? said.noCampaign : `${said.givenBy} `}
        {campaigns.map((id, index) => (
          <span key={id}>
            {index === 0 ? '' : ', '}
            <Link params={{ id }} to="/campaigns/$id">
              {named(id)}
            </Link>
          </span>
        ))}
      </p>
      <div aria-hidden="true" className={styles.stack}>
        {parts
          .filter(({ count }) => count > 0)
          .map(({ part, count }) => (
            <span className={styles.part} data-part={part} key={part} style={{ flexGrow: count }} />
          ))}
      </div>
      <p className={styles.counts}>
        <span data-empty={free === 0}>{said.free(free, format.count(total))}</span> · {said.given(given)} · {said.redeemed(redeemed)}
      </p>
    </div>
  )
}

type AddProps = { readonly pool: string; readonly onAdded: (added: CouponsAdded) => void }
const MAKE_USUAL = '100'

/** Codes come as they are, one a line, or are made here. */
const AddCodes = ({ pool, onAdded }: AddProps): ReactNode => {
  const { words } = useReader()
  const { coupons: said } = words
  const sheet = useRef<SheetHandle>(null)
  const [name, setName] = useState(pool)
  const [problems, setProblems] = useState<CouponsAdded['problems']>([])
  /** Where nothing came in, the lines stay to be mended. */
  const onAnswer = (added: CouponsAdded): void => {
    setProblems(added.problems)
    if (added.problems.length > 0) return
    onAdded(added)
    sheet.current?.close()
  }
  return (
    <div>
      <MayButton onClick={() => sheet.current?.open()} route="POST /api/coupons/:pool/import" size="xs" variant="default">
        {pool === '' ? said.newPool : said.addTo}
      </MayButton>
      <Sheet handle={sheet} title={pool === '' ? said.newPool : said.addTitle(pool)}>
        {pool === '' ? (
          <TextInput
            autoComplete="off"
            label={said.poolName}
            onChange={({ currentTarget }) => setName(currentTarget.value)}
            placeholder="spring-offer"
            value={name}
          />
        ) : null}
        <Import onAnswer={onAnswer} pool={name.trim()} />
        <Make onAnswer={onAnswer} pool={name.trim()} />
        <div aria-live="polite">
          {problems.length === 0 ? null : (
            <Notice title={said.refused} tone="warn">
              <Problems problems={problems} />
            </Notice>
          )}
        </div>
      </Sheet>
    </div>
  )
}

type FormProps = { readonly pool: string; readonly onAnswer: (added: CouponsAdded) => void }
const TOUCHED = ['GET /api/coupons', 'GET /api/overview'] as const

const Import = ({ pool, onAnswer }: FormProps): ReactNode => {
  const { words } = useReader()
  const { coupons: said } = words
  const field = useId()
  const [text, setText] = useState('')
  const put = useChange('POST /api/coupons/:pool/import', TOUCHED)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const onSuccess = (added: CouponsAdded): void => {
      if (added.problems.length === 0) setText('')
      onAnswer(added)
    }
    put.mutate({ names: { pool }, body: { text } }, { onSuccess })
  }
  return (
    <form className={styles.codes} onSubmit={submit}>
      <label className={styles.heading} htmlFor={field}>
        {said.importLabel}
      </label>
      <textarea
        className={styles.textarea}
        id={field}
        onChange={({ target }) => setText(target.value)}
        rows={5}
        spellCheck={false}
        value={text}
      />
      <Button disabled={pool === '' || text.trim() === ''} loading={put.isPending} type="submit">
        {said.import}
      </Button>
      <Failed error={put.error} />
    </form>
  )
}

const Make = ({ pool, onAnswer }: FormProps): ReactNode => {
  const { words } = useReader()
  const { coupons: said } = words
  const [count, setCount] = useState(MAKE_USUAL)
  const [prefix, setPrefix] = useState('')
  const make = useChange('POST /api/coupons/:pool/make', TOUCHED)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const body = { count: Number(count), ...(prefix.trim() === '' ? {} : { prefix: prefix.trim() }) }
    make.mutate({ names: { pool }, body }, { onSuccess: onAnswer })
  }
  return (
    <form className={styles.codes} onSubmit={submit}>
      <h3 className={styles.heading}>{said.makeTitle}</h3>
      <div className={styles.make}>
        <TextInput inputMode="numeric" label={said.count} onChange={({ currentTarget }) => setCount(currentTarget.value)} value={count} />
        <TextInput
          label={said.prefix}
          onChange={({ currentTarget }) => setPrefix(currentTarget.value)}
          placeholder="SPRING-"
          value={prefix}
        />
      </div>
      <Button disabled={pool === '' || !/^[1-9]\d*$/.test(count)} loading={make.isPending} type="submit" variant="default">
        {said.make}
      </Button>
      <Failed error={make.error} />
    </form>
  )
}

const Failed = ({ error }: { readonly error: Unanswered | null }): ReactNode => {
  const { words } = useReader()
  if (error === null) return null
  return (
    <Notice title={words.shell.problems.title(error.failed)} tone="bad">
      {error.failed.type === 'refused' ? <Problems problems={error.failed.problems} /> : words.shell.problems.hint(error.failed)}
    </Notice>
  )
}
