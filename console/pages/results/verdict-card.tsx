import { IconEye, IconEyeOff } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Advice, ResultPage } from '../../api/types.ts'
import { Badge } from '../../parts/badge.tsx'
import { Latched } from '../../parts/latched.tsx'
import { KindBadge, TONES } from '../../parts/verdict.tsx'
import { useReader } from '../../words/reader.tsx'
import { useResultWords } from '../../words/result-words.ts'
import styles from './result.module.css'

/** The verdict in one sentence, how far it holds, and what to do: what most read, and all that some do. */
export const VerdictCard = ({ page }: { readonly page: ResultPage }): ReactNode => {
  const { words } = useReader()
  const { parts } = useResultWords()
  const { summary } = page
  const { latched } = summary
  const { verdicts } = words
  return (
    <section aria-label={parts.verdictTitle} className={styles.verdict} data-tone={TONES[summary.verdict.type]}>
      <div className={styles.badges}>
        <KindBadge method={summary.method} type={summary.verdict.type} />
        <Protection page={page} />
        {latched === null ? null : <Latched method={summary.method} of={latched} />}
      </div>
      <p className={`${styles.sentence} breakable`}>{verdicts.sentence(summary)}</p>
      <NextSteps page={page} />
    </section>
  )
}

const Protection = ({ page: { readout, summary } }: { readonly page: ResultPage }): ReactNode => {
  const { advice } = useResultWords()
  const { verdict } = summary
  const { protection } = readout
  const Sign = protection === 'none' ? IconEyeOff : IconEye
  const isNothing = verdict.type === 'broken' || (verdict.type === 'not-enough-data' && verdict.missing.what === 'comparison')
  if (isNothing) return null
  const isWaiting = verdict.type === 'running' && verdict.dueDay !== null
  return (
    <Badge tone={protection === 'none' ? 'warn' : 'plain'}>
      <Sign aria-hidden size={14} stroke={2} />
      {isWaiting ? advice.notBefore(verdict.dueDay) : advice.protection[protection]}
    </Badge>
  )
}

const NextSteps = ({ page }: { readonly page: ResultPage }): ReactNode => {
  const { words } = useReader()
  const { advice } = useResultWords()
  const { armName, metricName } = words.verdicts
  if (page.advice.length === 0) return null
  return (
    <>
      <h2 className={styles.next}>{advice.title}</h2>
      <ul className={styles.steps}>
        {page.advice.map((one) => (
          <li className="breakable" key={JSON.stringify(one)}>
            {advice.advice(one, armName, (name) => metricName(name))} <Where campaign={page.summary.campaign} of={one} />
          </li>
        ))}
      </ul>
    </>
  )
}

/** Where it is done, if it is done here. */
const Where = ({ of, campaign }: { readonly of: Advice; readonly campaign: string | null }): ReactNode => {
  const { advice, results } = useResultWords()
  if (of.type === 'write-plan') return <Link to="/planner">{results.toPlanner}</Link>
  if (campaign === null) return null
  switch (of.type) {
    case 'promote':
    case 'drop':
    case 'keep':
    case 'set-cap':
    case 'small-holdout':
      return (
        <Link params={{ id: campaign }} to="/campaigns/$id/edit">
          {advice.toEditor}
        </Link>
      )
    case 'stop':
    case 'resume-when-mended':
    case 'no-traffic':
    case 'look-at-assignment':
      return (
        <Link params={{ id: campaign }} to="/campaigns/$id">
          {advice.toCampaign}
        </Link>
      )
    case 'wait':
    case 'look-once':
      return null
  }
}
