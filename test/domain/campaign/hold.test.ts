import { describe, expect, it } from 'vitest'
import type { CampaignStatus } from '../../../shared/domain/campaign/campaign.ts'
import {
  dueThrough,
  type FileStatus,
  type Hold,
  isWithin,
  type OperationalStatus,
  standingOf,
} from '../../../shared/domain/campaign/hold.ts'
import { campaignId, customerId, epochMs } from '../../../shared/kernel/words.ts'

const file = (status: CampaignStatus, at: number): FileStatus => ({ status, at: epochMs(at) })
const said = (status: OperationalStatus['status'], at: number, spreadMs = 0): OperationalStatus => ({ status, at: epochMs(at), spreadMs })
const hold = (from: number, until: number | null, spreadMs = 0): Hold => ({
  from: epochMs(from),
  until: until === null ? null : epochMs(until),
  spreadMs,
})

describe('where a campaign stands', () => {
  it.each<{
    what: string
    files: [FileStatus, ...FileStatus[]]
    word?: OperationalStatus[]
    status: CampaignStatus
    since: number
    holds?: Hold[]
  }>([
    { what: 'as its file says', files: [file('active', 1)], status: 'active', since: 1 },
    { what: 'a draft, which holds nobody', files: [file('active', 1), file('draft', 5)], status: 'draft', since: 5 },
    { what: 'a paused file', files: [file('paused', 1)], status: 'paused', since: 1, holds: [hold(1, null)] },
    {
      what: 'a pause that a person took',
      files: [file('active', 1)],
      word: [said('paused', 5)],
      status: 'paused',
      since: 5,
      holds: [hold(5, null)],
    },
    {
      what: 'a pause that is over',
      files: [file('active', 1)],
      word: [said('paused', 5), said('active', 9, 60)],
      status: 'active',
      since: 9,
      holds: [hold(5, 9, 60)],
    },
    {
      what: 'publishing lifts no pause',
      files: [file('active', 1), file('active', 7)],
      word: [said('paused', 5)],
      status: 'paused',
      since: 5,
      holds: [hold(5, null)],
    },
    {
      what: 'a word lifts no pause of the file',
      files: [file('paused', 1)],
      word: [said('active', 5)],
      status: 'paused',
      since: 1,
      holds: [hold(1, null)],
    },
    {
      what: 'a pause that begins before the other ends is one',
      files: [file('active', 1), file('paused', 6), file('active', 12)],
      word: [said('paused', 5), said('active', 9)],
      status: 'active',
      since: 12,
      holds: [hold(5, 12)],
    },
    { what: 'ended by a person', files: [file('active', 1)], word: [said('ended', 5)], status: 'ended', since: 5, holds: [hold(5, null)] },
    {
      what: 'ended, and that was a mistake',
      files: [file('active', 1)],
      word: [said('paused', 3), said('ended', 5), said('active', 6)],
      status: 'active',
      since: 6,
      holds: [hold(3, 6)],
    },
    {
      what: 'ended by its file, whatever people say',
      files: [file('active', 1), file('ended', 4)],
      word: [said('active', 6)],
      status: 'ended',
      since: 4,
      holds: [hold(4, null)],
    },
    { what: 'a paused draft', files: [file('draft', 1)], word: [said('paused', 2)], status: 'paused', since: 2, holds: [hold(2, null)] },
    {
      what: 'the same said twice',
      files: [file('active', 1)],
      word: [said('paused', 2), said('paused', 3)],
      status: 'paused',
      since: 2,
      holds: [hold(2, null)],
    },
  ])('$what', ({ files, word = [], status, since, holds = [] }) => {
    expect(standingOf(files, word)).toEqual({ status, since, holds })
  })
})

describe('an instant and the pauses of a campaign', () => {
  const due = (holds: readonly Hold[], at: number, customer = 'ann'): number | null =>
    dueThrough(holds, epochMs(at), customerId(customer), campaignId('win-back'))

  it.each<{ at: number; holds: Hold[]; due: number | null }>([
    { at: 4, holds: [hold(5, 9)], due: 4 },
    { at: 5, holds: [hold(5, 9)], due: 9 },
    { at: 8, holds: [hold(5, 9)], due: 9 },
    { at: 9, holds: [hold(5, 9)], due: 9 },
    { at: 4, holds: [hold(5, null)], due: 4 },
    { at: 5, holds: [hold(5, null)], due: null },
    { at: 6, holds: [hold(5, 9), hold(9, 12), hold(20, 30)], due: 12 },
    { at: 6, holds: [hold(5, 9), hold(12, 20)], due: 9 },
    { at: 6, holds: [hold(5, 9), hold(8, null)], due: null },
  ])('$at under $holds: $due', ({ at, holds, due: expected }) => {
    expect(due(holds, at)).toBe(expected)
    expect(isWithin(holds, epochMs(at))).toBe(expected !== at && !(expected === 9 && at === 9))
  })

  it('is spread over what follows a pause: the same for one customer, and even over all of them', () => {
    const holds = [hold(0, 10_000, 1_000)]
    expect(due(holds, 5, 'ann')).toBe(due(holds, 9_999, 'ann'))
    const all = Array.from({ length: 2_000 }, (_, n) => due(holds, 5, `customer ${n}`) ?? 0)
    expect(Math.min(...all)).toBeGreaterThanOrEqual(10_000)
    expect(Math.max(...all)).toBeLessThan(11_000)
    for (let tenth = 0; tenth < 10; tenth += 1) {
      const inIt = all.filter((at) => at >= 10_000 + tenth * 100 && at < 10_100 + tenth * 100).length
      expect(inIt).toBeGreaterThan(140)
      expect(inIt).toBeLessThan(260)
    }
  })

  it('that is spread into the next pause waits for the end of that one, too', () => {
    const holds = [hold(0, 10_000, 1_000), hold(10_000, 50_000)]
    expect(due(holds, 5)).toBe(50_000)
  })
})
