import { describe, expect, it } from 'vitest'
import type { Campaign } from '../../../shared/domain/campaign/campaign.ts'
import { campaignAt, catalogueOf, statusAt } from '../../../shared/domain/campaign/catalogue.ts'
import { DELIVERY } from '../customer/world.ts'
import { DAY_MS } from '../../../shared/kernel/time.ts'
import { campaignId, epochMs } from '../../../shared/kernel/words.ts'

const campaign = (id: string, version: number, more: Partial<Campaign> = {}): Campaign => ({
  id: campaignId(id),
  version,
  name: id,
  topic: 'offers',
  status: 'active',
  publishedAt: epochMs(0),
  startAt: null,
  endAt: null,
  entry: { on: 'event', event: 'Signed Up', where: null },
  zone: null,
  audience: null,
  reentry: { type: 'each' },
  maxConcurrent: 1,
  migrate: 'finish',
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
  const ended = campaign('a', 2, { status: 'ended', publishedAt: epochMs(10) })
  const catalogue = catalogueOf([campaign('a', 1), ended, campaign('b', 1)])

  it('is found by whoever is still in it', () => {
    expect(campaignAt(catalogue, campaignId('a'), 1).version).toBe(1)
    expect(campaignAt(catalogue, campaignId('a'), 2)).toBe(ended)
  })

  it('that nobody published is a defect', () => {
    expect(() => campaignAt(catalogue, campaignId('a'), 3)).toThrow('campaign a has no version 3')
  })

  it.each([
    { id: 'a', at: 9, status: 'active' },
    { id: 'a', at: 10, status: 'ended' },
    { id: 'b', at: 10, status: 'active' },
  ])('stands where the campaign stands: $id at $at is $status', ({ id, at, status }) => {
    expect(statusAt(catalogue, campaignId(id), epochMs(at))).toBe(status)
  })

  it('of a campaign that was paused is what it was before, and a draft lets nobody in', () => {
    const said = new Map([[campaignId('b'), [{ status: 'paused' as const, at: epochMs(5), spreadMs: 0 }]]])
    const paused = catalogueOf([campaign('b', 1), campaign('c', 1, { status: 'draft' })], said)
    expect([4, 5, 99].map((at) => statusAt(paused, campaignId('b'), epochMs(at)))).toEqual(['active', 'paused', 'paused'])
    expect(statusAt(paused, campaignId('c'), epochMs(1))).toBe('draft')
  })
})
