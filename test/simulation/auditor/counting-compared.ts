/** How often what experiments do came up. */
import type { Fact } from '../../../shared/domain/fact/fact.ts'
import type { Commit } from '../../../shared/ports/customer-store.ts'
import type { Counts } from '../counts.ts'
import type { Era } from '../world/definitions.ts'
import { comparingIn, GLOBAL } from './own-experiments.ts'

/** Names of what a run must have shown of experiments. */
export const COMPARED = [
  ...['a phase begins', 'more traffic in the same phase', 'assigned in a later phase', 'outcome in an older phase'],
  ...['held out of all marketing', 'treated of all', 'drawn anew in another period', 'held by its campaign', 'tried by a tester'],
  ...['money above the cap', 'money that falls', 'falls and counts less', 'ratio', 'both sides of a ratio at once', 'base comes first'],
  ...['broken down', 'bought before', 'held out of all after an assignment'],
  ...['$unsubscribe', '$complaint', '$bounce', '$click', '$visit'],
] as const

type Name = (typeof COMPARED)[number]
type Count = (name: Name) => void

/** `eras`: what was in force in turn. */
export const countCompared = (commits: readonly Commit[], eras: readonly Era[], counts: Counts): void => {
  const count: Count = (name) => counts.add('experiment', name)
  const campaigns = eras.at(-1)?.campaigns ?? []
  const versionOf = (id: string, version: number) => campaigns.find(({ campaign }) => campaign.id === id && campaign.version === version)
  for (const { campaign, file } of campaigns) {
    const before = versionOf(campaign.id, campaign.version - 1)
    if (campaign.experiment === null || before === undefined) continue
    const { phase } = campaign.experiment
    if (phase === campaign.version) count('a phase begins')
    const isMore = (comparingIn(file).trafficBps ?? 10_000) > (comparingIn(before.file).trafficBps ?? 10_000)
    if (isMore && phase < campaign.version) count('more traffic in the same phase')
  }
  const phaseOn = (experiment: string, at: number): number =>
    campaigns.findLast(({ campaign: { id, publishedAt } }) => experiment === String(id) && publishedAt <= at)?.campaign.experiment?.phase ??
    1
  const seen = new Map<string, number>()
  for (const { state, facts } of commits) {
    for (const fact of facts) {
      if (fact.type === 'assigned') countAssigned(fact, state.id, seen, count)
      if (fact.type === 'outcome') countOutcome(fact, phaseOn(fact.experiment, fact.at), count)
      if (fact.type !== 'entered') continue
      const file = versionOf(fact.campaign, fact.version)?.file
      if (fact.heldBy === 'global') count('held out of all marketing')
      if (fact.heldBy === 'global' && seen.has(`${state.id} ${fact.campaign}`)) count('held out of all after an assignment')
      if (fact.heldBy === 'campaign') count('held by its campaign')
      if (file !== undefined && comparingIn(file).testers?.[state.id] !== undefined) count('tried by a tester')
    }
  }
}

const countAssigned = (fact: Fact & { type: 'assigned' }, customer: string, seen: Map<string, number>, count: Count): void => {
  const { experiment, phase, arm, segments, before } = fact
  const standing = seen.get(`${customer} ${experiment}`)
  seen.set(`${customer} ${experiment}`, phase)
  if (experiment === GLOBAL && arm === 'treated') count('treated of all')
  if (experiment === GLOBAL && standing !== undefined && standing !== phase) count('drawn anew in another period')
  if (experiment !== GLOBAL && phase > 1) count('assigned in a later phase')
  if (Object.keys(segments).length > 1) count('broken down')
  if (before > 0) count('bought before')
}

const countOutcome = (fact: Fact & { type: 'outcome' }, phaseNow: number, count: Count): void => {
  const { experiment, phase, metric, own, ratio, sumDelta } = fact
  const automatic = COMPARED.find((name) => name === metric)
  if (automatic !== undefined) count(automatic)
  if (experiment !== GLOBAL && phase < phaseNow) count('outcome in an older phase')
  if (own.sum > sumDelta && own.sum > 0) count('money above the cap')
  if (own.sum < 0) count('money that falls')
  if (own.sum < 0 && sumDelta < 0 && sumDelta > own.sum) count('falls and counts less')
  if (ratio === null) return
  count('ratio')
  if (own.events === 1 && own.base === 1) count('both sides of a ratio at once')
  if (own.base === 1 && own.events === 0 && ratio.productsDelta === '0') count('base comes first')
}
