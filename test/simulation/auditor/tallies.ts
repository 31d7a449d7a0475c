/** Counters, counted a second time: from the facts by their definition, and for experiments from the customers themselves. */
import type { Fact, OnPath } from '../../../shared/domain/fact/fact.ts'
import type { TallyStore } from '../../../shared/ports/tally-store.ts'
import type { Auditor } from './auditor.ts'
import { add, comparedCounters, type Counted, sumsOf, type Tally } from './tallied.ts'

export const checkTallies = async (
  { world, violate }: Auditor,
  tallies: TallyStore,
  facts: readonly Fact[],
  when: string,
): Promise<void> => {
  const recount: Tally = new Map()
  const scopes = new Set<string>(['lifecycle'])
  for (const fact of facts) {
    for (const [scope, counter, by] of countersOf(fact)) {
      scopes.add(scope)
      add(recount, `${scope}: ${counter}`, by)
    }
  }
  for (const scope of scopes) {
    const stored = await tallies.read(scope)
    const own = new Map([...recount].filter(([key]) => key.startsWith(`${scope}: `)))
    for (const [counter, value] of stored) {
      const wanted = own.get(`${scope}: ${counter}`) ?? 0n
      if (value !== wanted) violate('I21', `${scope}: ${counter}, ${when}`, String(value), String(wanted))
      own.delete(`${scope}: ${counter}`)
    }
    for (const [key, value] of own) if (value !== 0n) violate('I21', `${key}, ${when}`, 'no counter', String(value))
  }
  await checkStanding(world, tallies, when, violate)
  const campaigns = [...scopes].filter((scope) => scope.startsWith('campaign/'))
  await checkWaiting(world, tallies, campaigns, (about, seen, wanted) =>
    violate('I21', `${about}, by the books, ${when}`, String(seen), String(wanted)),
  )
  const compared = [...scopes].filter((scope) => scope.startsWith('experiment/'))
  for (const [key, [seen, wanted]] of await sumsOf(world, tallies, compared))
    if (seen !== wanted) violate('I21', `${key}, by the books, ${when}`, String(seen), String(wanted))
}

/** How many customers there are, and how many stand in each stage: by the counters, and by going from one to the next. */
const checkStanding = async (world: Auditor['world'], tallies: TallyStore, when: string, violate: Auditor['violate']): Promise<void> => {
  const own: Tally = new Map()
  for (const book of world.books.values()) {
    const isThere = book.at !== null && (book.merge === null || book.merge.status === 'sealed')
    if (isThere) add(own, 'customers', 1n)
    if (isThere && book.stage !== null) add(own, book.stage, 1n)
  }
  const stored: Tally = new Map()
  for (const [counter, value] of await tallies.read('lifecycle')) {
    const [from = '', to = ''] = /^transition\/(.+)%3E(.+)\//.exec(counter)?.slice(1) ?? []
    if (counter === 'customers') add(stored, counter, value)
    else {
      add(stored, from, -value)
      add(stored, to, value)
    }
  }
  for (const name of ['customers', 'new', 'active', 'at-risk', 'dormant', 'churned']) {
    const [seen, wanted] = [stored.get(name) ?? 0n, own.get(name) ?? 0n]
    if (seen !== wanted) violate('I21', `${name}, ${when}`, String(seen), String(wanted))
  }
}

/** How many wait at each step: by the counters, and by the books. */
const checkWaiting = async (
  world: Auditor['world'],
  tallies: TallyStore,
  campaigns: Iterable<string>,
  violate: (about: string, seen: bigint, wanted: bigint) => void,
): Promise<void> => {
  const own: Tally = new Map()
  for (const book of world.books.values()) {
    for (const { campaign, variant, place } of book.journeys)
      if (place.at === 'waiting' || place.at === 'paused')
        add(own, `campaign/${campaign.id}: at/${campaign.version}/${variant}/${place.step}`, 1n)
  }
  for (const scope of campaigns) {
    for (const [counter, value] of await tallies.read(scope)) {
      if (!counter.startsWith('at/')) continue
      const wanted = own.get(`${scope}: ${counter}`) ?? 0n
      if (value !== wanted) violate(`${scope}: ${counter}`, value, wanted)
      own.delete(`${scope}: ${counter}`)
    }
  }
  for (const [key, value] of own) violate(key, 0n, value)
}

/** Of which path a step is. */
const placeOf = ({ path }: OnPath, step: number): string => `${path?.version}/${path?.variant}/${step}`

type AtStep = OnPath & { readonly step: number }
const standing = (fact: AtStep, by: bigint): Counted => [`campaign/${fact.campaign}`, `at/${placeOf(fact, fact.step)}`, by]
const passed = (fact: AtStep): Counted => [`campaign/${fact.campaign}`, `through/${placeOf(fact, fact.step)}`, 1n]

const countersOf = (fact: Fact): readonly Counted[] => {
  const day = (at: number): string => String(Math.floor(at / 86_400_000))
  switch (fact.type) {
    case 'appeared':
      return [['lifecycle', 'customers', 1n]]
    case 'merged':
      return [
        ['lifecycle', 'customers', -1n],
        ...(fact.from === null ? [] : ([['lifecycle', `transition/${fact.from}%3Emerged/${day(fact.at)}`, 1n]] as const)),
      ]
    case 'stage-changed':
      return [['lifecycle', `transition/${fact.from ?? 'none'}%3E${fact.to}/${day(fact.at)}`, 1n]]
    case 'entered':
      return [[`campaign/${fact.campaign}`, `entered/${fact.variant}/${fact.held ? 'held' : 'treated'}`, 1n]]
    case 'owed':
      return [
        [`campaign/${fact.campaign}`, `owed/${fact.step}`, 1n],
        [`campaign/${fact.campaign}`, `through/${placeOf(fact, fact.step)}`, 1n],
      ]
    case 'waiting':
    case 'paused':
      return [standing(fact, 1n)]
    case 'resumed':
      return [standing(fact, -1n)]
    case 'took':
    case 'leaving':
      return [passed(fact)]
    case 'chose':
      return [passed(fact), [`campaign/${fact.campaign}`, `way/${placeOf(fact, fact.step)}/${fact.way}`, 1n]]
    case 'waited':
      if (fact.by === 'moved') return [standing(fact, -1n)]
      return [standing(fact, -1n), passed(fact), [`campaign/${fact.campaign}`, `way/${placeOf(fact, fact.step)}/${fact.by}`, 1n]]
    case 'journey-moved':
      return [
        [`campaign/${fact.campaign}`, `at/${fact.from.version}/${fact.variant}/${fact.from.step}`, -1n],
        [`campaign/${fact.campaign}`, `at/${fact.to.version}/${fact.variant}/${fact.to.step}`, 1n],
      ]
    case 'milestone':
      return [[`campaign/${fact.campaign}`, `milestone/${fact.path?.variant}/${fact.name}`, 1n]]
    case 'task-closed':
      return [[`campaign/${fact.campaign}`, `task/${fact.outcome}`, 1n]]
    case 'call-settled':
      return [[`campaign/${fact.campaign}`, `call/${fact.outcome}`, 1n]]
    case 'message-moved':
      return [
        [`campaign/${fact.campaign}`, `message/${fact.variant}/${fact.step}/${fact.to}/${fact.because?.type ?? ''}`, 1n],
        ...(fact.isZoneUnknown ? ([[`campaign/${fact.campaign}`, `zone-unknown/${fact.variant}`, 1n]] as const) : []),
        ...(fact.to === 'sent' ? ([[`sending/${day(fact.at)}`, `${fact.campaign}/sent`, 1n]] as const) : []),
      ]
    case 'heard': {
      const { news, campaign } = fact
      const kind = { bounced: 'kind' in news ? `bounced%20${news.kind}` : '', opened: '', clicked: '', complained: '', delayed: '' }[
        news.type
      ]
      const named = kind !== '' ? kind : 'by' in news ? `${news.type}%20${news.by}` : news.type
      const at = `${fact.variant}/${fact.step}/${named}`
      const isReturn = named === 'bounced%20permanent' || named === 'complained'
      return [
        [`campaign/${campaign}`, `news/${at}`, 1n],
        ...(fact.isFirst ? ([[`campaign/${campaign}`, `heard/${at}`, 1n]] as const) : []),
        ...(fact.isFirst && isReturn ? ([[`sending/${day(fact.at)}`, `${campaign}/${news.type}`, 1n]] as const) : []),
      ]
    }
    case 'coupon-given':
    case 'coupon-redeemed':
      return [[`campaign/${fact.campaign}`, `${fact.type}/${fact.pool}/${fact.variant}`, 1n]]
    case 'journey-ended':
      return [
        [`campaign/${fact.campaign}`, `ended/${fact.end.outcome}`, 1n],
        ...(fact.waitedAt === null ? [] : ([[`campaign/${fact.campaign}`, `at/${placeOf(fact, fact.waitedAt)}`, -1n]] as const)),
      ]
    case 'assigned':
    case 'crossover':
    case 'outcome':
      return comparedCounters(fact)
    default:
      return []
  }
}
