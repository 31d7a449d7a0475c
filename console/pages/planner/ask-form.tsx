import { NativeSelect, TextInput } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import type { PowerAsk } from '../../../shared/contract/api-power.ts'
import { useAnswer } from '../../api/hooks.ts'
import { Card } from '../../parts/card.tsx'
import { Choice } from '../../parts/choice.tsx'
import { useResultWords } from '../../words/result-words.ts'
import styles from './planner.module.css'

type AskFormProps = { readonly asked: PowerAsk; readonly onAsk: (next: PowerAsk) => void }

/** What is planned. An empty field is answered by the campaign, or by what is usual, and says so. */
export const AskForm = ({ asked, onAsk: ask }: AskFormProps): ReactNode => {
  const { planner } = useResultWords()
  const set = (field: keyof PowerAsk) => (value: string) => ask({ ...asked, [field]: value })
  const usually = (usual: string): string => (asked.campaign === undefined ? usual : planner.fromCampaign)
  const measure = asked.measure === 'revenue' ? 'revenue' : 'rate'
  return (
    <Card className={styles.ask} title={planner.askTitle}>
      <form className={styles.form} onSubmit={(event) => event.preventDefault()}>
        <Campaign onChoose={set('campaign')} value={asked.campaign ?? ''} />
        <Choice
          label={planner.measure}
          onChange={(value) => ask({ ...withoutNumbers(asked), ...(value === 'rate' ? {} : { measure: value }) })}
          options={(['rate', 'revenue'] as const).map((value) => ({ value, name: planner.measures[value] }))}
          value={measure}
        />
        <Field
          hint={planner.baselineHint[measure]}
          name={planner.baseline}
          onSay={set('baseline')}
          placeholder={usually('')}
          value={asked.baseline}
        />
        {measure === 'rate' ? null : <Field hint={planner.deviationHint} name={planner.deviation} onSay={set('sd')} value={asked.sd} />}
        <Effect asked={asked} measure={measure} onAsk={ask} />
        <div className={styles.pair}>
          <Field name={planner.variants} onSay={set('variants')} placeholder={usually('2')} value={asked.variants} />
          <Field name={planner.holdout} onSay={set('holdout')} placeholder={usually('0')} value={asked.holdout} />
        </div>
        <Field hint={planner.perDayHint} name={planner.perDay} onSay={set('perDay')} placeholder={usually('')} value={asked.perDay} />
        <div className={styles.pair}>
          <Field name={planner.alpha} onSay={set('alpha')} placeholder={usually('5%')} value={asked.alpha} />
          <Field name={planner.power} onSay={set('power')} placeholder={usually('80%')} value={asked.power} />
        </div>
        <Field hint={planner.windowHint} name={planner.window} onSay={set('window')} placeholder={usually('7d')} value={asked.window} />
      </form>
    </Card>
  )
}

/** Rates and money have other numbers: those of the one say nothing of the other. */
const withoutNumbers = ({ campaign, variants, holdout, perDay, alpha, power, window }: PowerAsk): PowerAsk => {
  const kept = { campaign, variants, holdout, perDay, alpha, power, window }
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined))
}

const Campaign = ({ value, onChoose }: { readonly value: string; readonly onChoose: (id: string) => void }): ReactNode => {
  const { planner } = useResultWords()
  const campaigns = useAnswer('GET /api/campaigns', {}).data?.campaigns ?? []
  const measured = campaigns.filter(({ id, result }) => result !== null || id === value)
  return (
    <NativeSelect
      data={[{ value: '', label: planner.noCampaign }, ...measured.map(({ id, name }) => ({ value: id, label: name }))]}
      label={planner.campaign}
      onChange={({ currentTarget }) => onChoose(currentTarget.value)}
      value={value}
    />
  )
}

const Effect = ({ asked, measure, onAsk: ask }: AskFormProps & { readonly measure: 'rate' | 'revenue' }): ReactNode => {
  const { planner } = useResultWords()
  const [kind, setKind] = useState<'lift' | 'effect'>(asked.effect === undefined ? 'lift' : 'effect')
  const { effect: _, lift: __, ...others } = asked
  const choose = (next: 'lift' | 'effect'): void => {
    setKind(next)
    ask(others)
  }
  return (
    <>
      <Choice
        label={planner.effectKind}
        onChange={choose}
        options={(['lift', 'effect'] as const).map((value) => ({ value, name: planner.effectKinds[value] }))}
        value={kind}
      />
      <Field
        hint={kind === 'lift' ? planner.liftHint : planner.effectHint[measure]}
        key={kind}
        name={planner[kind]}
        onSay={(value) => ask({ ...others, [kind]: value })}
        {...(asked.campaign === undefined ? { placeholder: kind === 'lift' ? '20%' : '' } : { placeholder: planner.fromCampaign })}
        value={asked[kind]}
      />
    </>
  )
}

type FieldProps = {
  readonly name: string
  readonly hint?: string
  readonly placeholder?: string
  readonly value: string | undefined
  readonly onSay: (value: string) => void
}

/** Asked when the writing pauses, not with each letter. */
const PAUSE_MS = 350

const Field = ({ name, hint, placeholder, value = '', onSay: say }: FieldProps): ReactNode => {
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  useEffect(() => {
    if (text.trim() === value) return
    const timer = setTimeout(() => say(text.trim()), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text, value, say])
  return (
    <TextInput
      description={hint}
      label={name}
      onChange={({ currentTarget }) => setText(currentTarget.value)}
      placeholder={placeholder}
      value={text}
    />
  )
}
