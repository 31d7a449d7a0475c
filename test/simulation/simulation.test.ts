import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Fact } from '../../shared/domain/fact/fact.ts'
import { type AddressDigest, END_OF_TIME, epochMs, experimentId, minor } from '../../shared/kernel/words.ts'
import { INVARIANTS, type Invariant } from './auditor/invariants.ts'
import type { Mail } from '../../shared/ports/mailer.ts'
import { CAUGHT_AT, isTriedFirst } from './mutants/caught.ts'
import { MUTANTS } from './mutants/list.ts'
import { claimsInstead, doubted, factsInstead, type Planted, violationsOf } from './planted.ts'
import { runWorld } from './run.ts'

/** A few worlds with every test run; `npm run sim` has a thousand. */
const SEEDS = 25

describe('the flow in worlds that fail', () => {
  it.each(Array.from({ length: SEEDS }, (_, index) => index + 1))('seed %i', async (seed) => {
    expect((await runWorld(seed)).violations).toEqual([])
  })

  it('the same seed has the same history, and another seed another', async () => {
    const [one, again, other] = [await runWorld(3), await runWorld(3), await runWorld(4)]
    expect(again.history).toBe(one.history)
    expect(other.history).not.toBe(one.history)
  })

  it('every invariant has a mutant', () => {
    const named = new Set(MUTANTS.map(({ invariant }) => invariant))
    expect(Object.keys(INVARIANTS).filter((one) => !named.has(one as Invariant))).toEqual([])
    expect(
      MUTANTS.filter(isTriedFirst)
        .map(({ invariant }) => invariant)
        .toSorted(),
    ).toEqual(Object.keys(INVARIANTS).toSorted())
  })

  it('each mutant was caught in a world that is known', () => {
    expect(MUTANTS.filter(({ mistake }) => CAUGHT_AT[mistake] === undefined).map(({ mistake }) => mistake)).toEqual([])
    expect(Object.keys(CAUGHT_AT).filter((mistake) => !MUTANTS.some((one) => one.mistake === mistake))).toEqual([])
  })

  it.each(MUTANTS)('the source still says what this mutant takes out: $mistake', ({ file, original }) => {
    const source = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')
    expect(source.split(original)).toHaveLength(2)
  })
})

/** A mail nobody owes. */
const NOBODYS = { id: 'nobody', to: 'a@example.com' } as Mail

/** An exit that leaves what it should cancel, and a claim that does not mind. */
const claimedAfterExit: Planted['commit'] = (commit, kind) => {
  if (kind === 'send') return claimsInstead('journey-ended')(commit)
  const isCancelled = (id: string): boolean => commit.settlements.some((one) => one.id === id && one.to.name === 'refused')
  return {
    ...commit,
    facts: commit.facts.filter((fact) => fact.type !== 'message-moved' || !isCancelled(fact.message)),
    settlements: commit.settlements.filter(({ id }) => !isCancelled(id)),
  }
}

/** A refusal for a group that nobody is in. */
const refusedForGroup: Planted['commit'] = (commit) => {
  const refused = { count: 1, at: epochMs(0), because: { type: 'in-other-experiment', experiment: experimentId('hello') } } as const
  const campaigns = Object.entries(commit.state.campaigns).map(([id, memory]) => [id, { ...memory, refused }])
  return { ...commit, state: { ...commit.state, campaigns: Object.fromEntries(campaigns) } }
}

/** Who enters is assigned, whoever they are. */
const triedAndAssigned: Planted['commit'] = (commit) => {
  const known = { arm: 'plain', phase: 1, bucket: 0, segments: {}, before: 0 }
  const assigned = commit.facts.flatMap((fact): readonly Fact[] =>
    fact.type === 'entered' && fact.campaign === 'hello'
      ? [{ type: 'assigned', experiment: experimentId('hello'), ...known, at: fact.at }]
      : [],
  )
  return { ...commit, facts: [...commit.facts, ...assigned] }
}

const PLANTED: Readonly<Record<Invariant, Planted>> = {
  I1: {
    mail: (_, accept) => {
      accept()
      accept()
    },
  },
  I2: { commit: claimsInstead('withdrawn') },
  I3: { commit: claimsInstead('withheld') },
  I4: { idle: 'send' },
  I5: { mail: () => {} },
  I6: { commit: claimedAfterExit },
  I7: { commit: claimsInstead('stale') },
  I8: { commit: claimsInstead('no-address') },
  I9: { commit: claimsInstead('sending-off') },
  I10: {
    finally: async ({ auditor, now }) => auditor.accepted(NOBODYS, now),
  },
  I11: { commit: claimsInstead('no-address', 'withheld') },
  I12: { lost: 'Unsubscribed' },
  I13: { commit: doubted },
  I14: { commit: factsInstead('stage-changed', (fact) => ({ ...fact, at: (fact.at + 1) as typeof fact.at })) },
  I15: { commit: factsInstead('consent-changed', () => null) },
  I16: { commit: factsInstead('entered', (fact) => ({ ...fact, entry: fact.entry + 1 })) },
  I17: {
    commit: (commit) => ({
      ...commit,
      messages: commit.messages.map((one) => ({ ...one, staleAt: (one.staleAt + 1) as typeof one.staleAt })),
    }),
  },
  I18: { commit: factsInstead('journey-ended', () => null) },
  I19: { commit: factsInstead('assigned', (fact) => ({ ...fact, arm: 'bold' })) },
  I20: { commit: factsInstead('outcome', (fact) => ({ ...fact, sumDelta: minor(fact.sumDelta + 1) })) },
  I21: {
    finally: async ({ stores: { tallies } }) => {
      const at = await tallies.watermark('local')
      await tallies.apply('local', at, at, [{ scope: 'lifecycle', counter: 'customers', by: 1n }])
    },
  },
  I22: { idle: 'tick' },
  I23: { commit: factsInstead('consent-changed', (fact) => ({ ...fact, status: 'granted' })) },
  I24: {
    finally: async ({ stores: { quarantine }, now }) =>
      quarantine.put([{ id: 'q', at: now, because: 'wake-failed', customerId: 'p1' as never, problems: [], text: '' }]),
  },
  I25: { commit: factsInstead('absorbed', () => null) },
  I26: { commit: claimsInstead('capped') },
  I27: { commit: claimsInstead('outside-window') },
  I28: { commit: claimsInstead('over-budget') },
  I29: {
    commit: (commit) => ({
      ...commit,
      suppressions: [{ address: 'nobody' as AddressDigest, because: 'complaint', at: epochMs(0), message: null }],
    }),
  },
  I30: { commit: claimsInstead('paused') },
  I31: { commit: claimsInstead('not-confirmed') },
  I32: { commit: claimsInstead('no-coupon') },
  I34: { commit: (commit) => ({ ...commit, state: { ...commit.state, contacts: [] } }) },
  I35: { commit: factsInstead('message-moved', (fact) => (fact.because?.type === 'capped' && fact.because.by !== null ? null : fact)) },
  I36: { commit: factsInstead('message-moved', (fact) => ({ ...fact, until: END_OF_TIME })) },
  I37: { commit: factsInstead('heard', () => null) },
  I38: { commit: claimsInstead('campaign-paused') },
  I39: { commit: factsInstead('waited', () => null) },
  I40: { commit: factsInstead('chose', (fact) => ({ ...fact, way: 'else' })) },
  I41: { commit: factsInstead('task-opened', () => null) },
  I42: { commit: factsInstead('called', (fact) => ({ ...fact, url: 'https://elsewhere.example' })) },
  I43: { commit: factsInstead('journey-moved', (fact) => ({ ...fact, to: { ...fact.to, step: 1 } })) },
  I44: { commit: factsInstead('segment-changed', () => null) },
  I45: {
    commit: (commit) => ({
      ...commit,
      state: { ...commit.state, journeys: commit.state.journeys.map((one) => ({ ...one, milestones: ['never'] })) },
    }),
  },
  I46: { commit: factsInstead('assigned', (fact) => ({ ...fact, phase: 2 })) },
  I47: { commit: factsInstead('entered', (fact) => (fact.held ? { ...fact, heldBy: 'global' } : fact)) },
  I48: { commit: refusedForGroup },
  I49: { commit: triedAndAssigned },
  I50: { commit: factsInstead('outcome', (fact) => ({ ...fact, metric: '$visit' })) },
  I51: { commit: factsInstead('assigned', (fact) => ({ ...fact, before: 7 })) },
}

describe('the auditor', () => {
  it('finds nothing where nothing is wrong', async () => {
    expect(await violationsOf({})).toEqual([])
  })

  it.each(Object.entries(PLANTED))('notices what breaks %s', async (invariant, planted) => {
    expect((await violationsOf(planted)).map((one) => one.invariant)).toContain(invariant)
  })
})
