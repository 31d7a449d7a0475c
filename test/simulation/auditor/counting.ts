/** How often what facts tell of came up. */
import type { Fact } from '../../../shared/domain/fact/fact.ts'
import type { Commit } from '../../../shared/ports/customer-store.ts'
import type { Counts } from '../counts.ts'

export const countFacts = ({ facts }: Pick<Commit, 'facts'>, counts: Counts): void => {
  for (const fact of facts) {
    const step = stepIn(fact)
    if (step !== null) counts.add('journey', step)
    if (fact.type === 'coupon-given' || fact.type === 'coupon-redeemed' || fact.type === 'preferences-changed')
      counts.add('fact', fact.type)
    if (fact.type === 'consent-changed') counts.add('fact', `consent ${fact.status}`)
    if (fact.type !== 'message-moved') continue
    const { to, because, isZoneUnknown } = fact
    counts.add('message', because === null ? to : `${to}: ${because.type}`)
    if (isZoneUnknown) counts.add('message', 'claimed by the fall-back zone')
    if (because?.type === 'capped' && because.by !== null) counts.add('message', `${to}: displaced`)
    if (to === 'owed' && fact.from === 'deferred') counts.add('message', 'owed after a deferral')
  }
}

/** What somebody on the way came to; null: nothing of the kind. */
const stepIn = (fact: Fact): string | null => {
  switch (fact.type) {
    case 'entered':
      return `entered by ${fact.trigger.type}${fact.key === null ? '' : ', for a key'}`
    case 'waited':
      return `waited, over by ${fact.by}`
    case 'chose':
      return /^\d+$/.test(fact.way) ? 'branch taken' : fact.way === 'else' ? 'no branch taken' : 'split taken'
    case 'took':
      return `${fact.what}${fact.withheld ? ' withheld' : ''}`
    case 'task-closed':
      return `task ${fact.outcome}`
    case 'call-settled':
      return `call ${fact.outcome}`
    case 'segment-changed':
      return `segment ${fact.to}`
    case 'journey-ended':
      return fact.end.outcome === 'completed' ? 'completed' : `exited by ${fact.end.because.type}`
    case 'milestone':
    case 'paused':
    case 'resumed':
    case 'journey-moved':
    case 'leaving':
      return fact.type
    default:
      return null
  }
}
