/** Stages, and why a customer stands in one. */
import type { StageReason, Standing } from '../../api/types.ts'
import type { Formats } from '../formats.ts'

const STANDINGS: Readonly<Record<Standing, string>> = {
  new: 'New',
  active: 'Active',
  'at-risk': 'At risk',
  dormant: 'Dormant',
  churned: 'Churned',
  prospect: 'Prospect',
}

const MEANINGS: Readonly<Record<Standing, string>> = {
  new: 'First order a short while ago',
  active: 'Ordered recently',
  'at-risk': 'Silent for longer than usual',
  dormant: 'Silent for a long time',
  churned: 'Gone, or silent for so long that we count them as gone',
  prospect: 'Known to us, without an order so far',
}

export const lifecycleWords = (format: Formats) => ({
  standing: (standing: Standing) => STANDINGS[standing],
  meaning: (standing: Standing) => MEANINGS[standing],
  stage: 'Stage',
  stages: 'Stages',
  /** Why somebody stands in a stage, as a sentence. */
  because: (because: StageReason) => {
    switch (because.type) {
      case 'ended':
        return `The relation was ended by an event on ${format.instant(because.at)}.`
      case 'silent':
        return `Silent since ${format.instant(because.sinceAt)}; the threshold is ${format.duration(because.thresholdMs)} of silence.`
      case 'first-seen':
        return `First active on ${format.instant(because.at)}; customers count as new for ${format.duration(because.newMs)}.`
      case 'recent':
        return `Last active on ${format.instant(because.lastSeenAt)}; there is no risk before ${format.duration(because.atRiskMs)} of silence.`
    }
  },
})
