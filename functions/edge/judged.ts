import type { Judged } from '../../shared/flow/judge.ts'
import { isPassing } from '../../shared/flow/together.ts'
import type { Invocation } from './observed.ts'

/** What failed and does not pass by itself is a failure of the function: somebody has to hear of it, and the next hour tries again. */
export const tellOf = ({ looked, left, latched, tried, reweighed }: Judged, { log, count, failed }: Invocation): void => {
  for (const { experiment, phase, type, variant, day } of latched) log('info', 'found', { experiment, phase, type, variant, day })
  for (const { found, acted, failure } of tried) {
    const { experiment, phase, type, variant } = found
    const fields = { experiment, phase, type, variant, action: acted.action }
    if (failure === null) log('info', `acted: ${acted.outcome}`, { ...fields, why: acted.why })
    else failed('not acted', failure, fields)
  }
  for (const { experiment, became, failure } of reweighed) {
    const fields = { experiment: experiment.id, phase: experiment.phase }
    if (failure === null) log('info', `shares: ${became.outcome}`, { ...fields, why: became.why })
    else failed('shares not set', failure, fields)
  }
  if (left > 0) log('warn', 'no time for all', { looked, left })
  if (latched.length > 0) count('verdicts', latched.length)
  const stops = tried.filter(({ acted }) => acted.action === 'stop' && acted.outcome === 'done').length
  if (stops > 0) count('stopped', stops)
  const defect = [...tried, ...reweighed].find(({ failure }) => failure !== null && !isPassing(failure))
  if (defect !== undefined) throw defect.failure
  if (looked > 0 || left === 0) count('hoursJudged', 1)
}
