import { describe, expect, it } from 'vitest'
import type { Campaign } from '../../../shared/domain/campaign/campaign.ts'
import { campaignAt, catalogueOf, isSending } from '../../../shared/domain/campaign/catalogue.ts'
import { DELIVERY } from '../customer/world.ts'
import { DAY_MS } from '../../../shared/kernel/time.ts'
import { campaignId } from '../../../shared/kernel/words.ts'

const campaign = (id: string, version: number, more: Partial<Campaign> = {}): Campaign => ({
  id: campaignId(id),
  version,
  name: id,
  topic: 'offers',
  status: 'active',
  startAt: null,
  endAt: null,
  entry: { on: 'event', event: 'Signed Up', where: null },
  audience: null,
  reentry: { type: 'each' },
  experiment: null,
  paths: new Map(),
  exits: [],
  staleAfterMs: DAY_MS,
  delivery: DELIVERY,
  ...more,
})
const DORMANT = { entry: { on: 'stage', stage: 'dormant', from: null } } as const

describe('who listens', () => {
  const named = (campaigns: readonly Campaign[] | undefined) => (campaigns ?? []).map(({ id, version }) => `${id} ${version}`)
  it.each([
    { what: 'one', versions: [campaign('b', 1)], onEvent: ['b 1'], onDormant: [] },
    { what: 'in the order of ids', versions: [campaign('b', 1), campaign('a', 1)], onEvent: ['a 1', 'b 1'], onDormant: [] },
    {
      what: 'the highest version alone',
      versions: [campaign('a', 9), campaign('a', 10), campaign('a', 1)],
      onEvent: ['a 10'],
      onDormant: [],
    },
    {
      what: 'by what the highest version enters on',
      versions: [campaign('a', 2, DORMANT), campaign('a', 1)],
      onEvent: [],
      onDormant: ['a 2'],
    },
    { what: 'nobody', versions: [], onEvent: [], onDormant: [] },
  ])('$what', ({ versions, onEvent, onDormant }) => {
    const catalogue = catalogueOf(versions)
    expect(named(catalogue.entriesByEvent.get('Signed Up'))).toEqual(onEvent)
    expect(named(catalogue.entriesByStage.get('dormant'))).toEqual(onDormant)
    expect(catalogue.entriesByEvent.has('Something Else')).toBe(false)
  })

  it('an event named like what every object inherits wakes nobody', () => {
    expect(catalogueOf([campaign('a', 1)]).entriesByEvent.get('constructor')).toBeUndefined()
  })
})

describe('an older version', () => {
  const ended = campaign('a', 2, { status: 'ended' })
  const catalogue = catalogueOf([campaign('a', 1), ended, campaign('b', 1)])

  it('is found by whoever is still in it', () => {
    expect(campaignAt(catalogue, campaignId('a'), 1).version).toBe(1)
    expect(campaignAt(catalogue, campaignId('a'), 2)).toBe(ended)
  })

  it('that nobody published is a defect', () => {
    expect(() => campaignAt(catalogue, campaignId('a'), 3)).toThrow('campaign a has no version 3')
  })

  it.each([
    { id: 'a', sends: false },
    { id: 'b', sends: true },
    { id: 'c', sends: false },
  ])('sends as long as the highest version does: $id $sends', ({ id, sends }) => {
    expect(isSending(catalogue, campaignId(id))).toBe(sends)
  })
})
