/**
 * A part of CDNOW's customers, all over the world: at most two mails a week, none between 21 and 9 on the customer's own clock, across four
 * changes of the clocks. What was sent is judged from the inbox and the event file alone, with clocks of its own.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { InboxMail } from '../../shared/adapters/inbox/inbox.ts'
import { openSqlite, storeFile } from '../../shared/adapters/sqlite/open.ts'
import { dataset } from '../datasets.ts'
import { linesOf, oneOf } from './part.ts'
import { dataFolder, rekindle } from './rekindle.ts'

const events = dataset('data/cdnow.events.jsonl.gz') ?? ''

const UNTIL = '1998-07-01T00:00:00Z'
const WEEK_MS = 7 * 24 * 3_600_000
const AT_MOST = 2
const ONE_OF = oneOf(5) * 9
/** Scarce enough that it holds mails back. */
const PER_DAY = Math.round(1530 / ONE_OF)
/** Where people live. Noon in London, when CDNOW's orders came in, is night in most of them; in Santiago only half of the year. */
const ZONES = [
  'Europe/London',
  'Europe/Berlin',
  'America/New_York',
  'America/Los_Angeles',
  'America/Santiago',
  'America/St_Johns',
  'Asia/Kathmandu',
  'Asia/Tokyo',
  'Australia/Sydney',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Pacific/Honolulu',
] as const
/** Of every thirteenth nobody knows the zone, or knows one that there is not. */
const COMPANY_ZONE = 'Europe/Berlin'

const policy = {
  lifecycle: { activity: ['Order Completed'], newFor: '30d', atRiskAfter: '60d', dormantAfter: '120d', churnedAfter: '365d' },
  consent: { basis: 'soft-opt-in' },
  sending: {
    quietHours: { from: '21:00', until: '09:00' },
    zone: COMPANY_ZONE,
    caps: [{ atMost: AT_MOST, within: '7d' }],
    perDay: PER_DAY,
  },
}
const mail = (subject: string) => ({ send: { subject, text: 'Hello {{ customer.id }}.' } })
const base = { topic: 'offers', status: 'active', reentry: 'each' }
const campaigns = [
  {
    ...base,
    id: 'thanks',
    name: 'Three mails in two days after every order',
    entry: { event: 'Order Completed' },
    steps: [mail('1'), { wait: '1d' }, mail('2'), { wait: '1d' }, mail('3')],
    staleAfter: '8h',
  },
  {
    ...base,
    id: 'at-risk',
    name: 'More important than the others',
    entry: { stage: 'at-risk' },
    priority: 90,
    steps: [mail('at risk')],
    staleAfter: '10d',
  },
  {
    ...base,
    id: 'patient',
    name: 'On Tuesdays and Thursdays, and it waits for room',
    entry: { event: 'Order Completed' },
    priority: 10,
    sendWindow: { days: ['tue', 'thu'], from: '08:00', until: '12:00' },
    steps: [mail('patient')],
    staleAfter: '14d',
  },
  {
    ...base,
    id: 'dormant',
    name: 'Held out in part, and it does not wait',
    entry: { stage: 'dormant' },
    limits: { whenFull: 'drop' },
    goal: { name: 'order', event: 'Order Completed', window: '30d' },
    experiment: { control: 'plain', holdoutBps: 2000, variants: [{ name: 'plain', shareBps: 10_000 }] },
    steps: [mail('dormant')],
  },
]

/** Drawn from the number of the customer: the thirteenth of every thirteen has none. */
const zoneOf = (customer: string): string | null => ZONES[Number(customer) % (ZONES.length + 1)] ?? null

describe.skipIf(events === '')('CDNOW with caps and quiet hours all over the world', () => {
  const inputs = dataFolder()
  const data = dataFolder()
  let mails: readonly InboxMail[] = []
  let moves: ReadonlyMap<string, number> = new Map()

  beforeAll(async () => {
    const folder = join(inputs.path, 'campaigns')
    mkdirSync(folder)
    for (const campaign of campaigns) writeFileSync(join(folder, `${campaign.id}.json`), JSON.stringify(campaign))
    writeFileSync(join(inputs.path, 'policy.json'), JSON.stringify(policy))
    writeFileSync(join(inputs.path, 'events.jsonl'), eventsWithZones())
    const files = ['--policy', join(inputs.path, 'policy.json'), '--campaigns', folder]
    await rekindle('replay', join(inputs.path, 'events.jsonl'), '--data', data.path, ...files, '--until', UNTIL)
    const stores = openSqlite(storeFile(data.path), { readOnly: true })
    mails = await stores.inbox.list(0, 1_000_000)
    moves = await movesIn(stores)
    stores.close()
  }, 900_000)
  afterAll(() => {
    for (const { remove } of [inputs, data]) remove()
  })

  it('wrote to people in every zone, on days before and after every change of the clocks', () => {
    expect(mails.length).toBeGreaterThan(135_000 / ONE_OF)
    for (const zone of [...ZONES, null]) {
      const there = mails.filter(({ to }) => zoneOf(customerOf(to)) === zone)
      expect([zone, there.length > 4_500 / ONE_OF]).toEqual([zone, true])
    }
    for (const change of ['1997-04-06', '1997-10-26', '1998-03-29', '1998-04-05']) {
      const at = Date.parse(change)
      const near = mails.filter((mail) => Math.abs(mail.at - at) < 36 * 3_600_000)
      expect([change, near.length > 135 / ONE_OF]).toEqual([change, true])
    }
  })

  it('wrote to nobody in their night', () => {
    const clocks = new Map([...ZONES].map((zone) => [zone as string, clockIn(zone)]))
    const atNight = mails.filter(({ to, at }) => {
      const hour = (clocks.get(zoneOf(customerOf(to)) ?? COMPANY_ZONE) ?? clockIn(COMPANY_ZONE))(at)
      return hour >= 21 || hour < 9
    })
    expect(atNight.slice(0, 5)).toEqual([])
  })

  it('wrote to nobody more than twice in any week', () => {
    const byCustomer = new Map<string, number[]>()
    for (const { to, at } of mails) byCustomer.set(to, [...(byCustomer.get(to) ?? []), at])
    const over = [...byCustomer].filter(([, instants]) => {
      const sorted = instants.sort((a, b) => a - b)
      return sorted.some((at, index) => (sorted[index + AT_MOST] ?? Number.POSITIVE_INFINITY) < at + WEEK_MS)
    })
    expect(over.slice(0, 5)).toEqual([])
  })

  it('kept to the window of the campaign that has one', () => {
    const patient = mails.filter(({ subject }) => subject === 'patient')
    expect(patient.length).toBeGreaterThan(2_700 / ONE_OF)
    const outside = patient.filter(({ to, at }) => {
      const parts = Object.fromEntries(
        new Intl.DateTimeFormat('en-GB', {
          timeZone: zoneOf(customerOf(to)) ?? COMPANY_ZONE,
          weekday: 'short',
          hour: '2-digit',
          hourCycle: 'h23',
        })
          .formatToParts(at)
          .map(({ type, value }) => [type, value]),
      )
      return !['Tue', 'Thu'].includes(parts.weekday ?? '') || Number(parts.hour) < 9 || Number(parts.hour) >= 12
    })
    expect(outside.slice(0, 5)).toEqual([])
  })

  it('kept to the budget of every day of the company', () => {
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone: COMPANY_ZONE, dateStyle: 'short' })
    const days = new Map<string, number>()
    for (const { at } of mails) {
      const day = format.format(at)
      days.set(day, (days.get(day) ?? 0) + 1)
    }
    const most = Math.max(...days.values())
    expect(most).toBe(PER_DAY)
  })

  it('wrote each mail once, and none to the holdout', () => {
    expect(mails.every(({ offers }) => offers === 1)).toBe(true)
    expect(new Set(mails.map(({ id }) => id)).size).toBe(mails.length)
    expect(moves.get('withheld')).toBeGreaterThan(0)
  })

  it('says how many mails each gate held back, and each of them did', () => {
    const told = [...moves].sort(([, a], [, b]) => b - a)
    console.info(`CDNOW, caps and quiet hours: ${mails.length} mails; ${told.map(([what, count]) => `${what} ${count}`).join(', ')}`)
    for (const gate of [
      'deferred by quiet-hours',
      'deferred by outside-window',
      'deferred by capped',
      'deferred by over-budget',
      'refused by capped',
      'refused by quiet-hours',
      'claimed by the clock of the company',
    ]) {
      expect([gate, (moves.get(gate) ?? 0) > 0]).toEqual([gate, true])
    }
    expect([...moves.keys()].filter((what) => what.startsWith('left as')).sort()).toEqual([])
  })
})

const customerOf = (address: string): string => address.replace('customer', '').replace('@example.com', '')

/** Each customer with a zone that was said once. */
const eventsWithZones = (): string =>
  linesOf(events, ONE_OF)
    .flatMap((line) => {
      const event = JSON.parse(line)
      if (event.type !== 'identify') return [line]
      const zone = zoneOf(event.userId)
      const said = zone ?? (Number(event.userId) % 2 === 0 ? 'Middle-earth/Shire' : undefined)
      return [JSON.stringify({ ...event, traits: { ...event.traits, timezone: said } })]
    })
    .join('\n')

/** The hour on the wall, read from a clock of the platform part by part. */
const clockIn = (zone: string): ((at: number) => number) => {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' })
  return (at) => Number(format.formatToParts(at).find(({ type }) => type === 'hour')?.value)
}

/** How many messages each gate held back, and what is left of those that have no end yet. */
const movesIn = async (stores: ReturnType<typeof openSqlite>): Promise<ReadonlyMap<string, number>> => {
  const counts = new Map<string, number>()
  const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1)
  for (let after = 0n; ; ) {
    const { items, to } = await stores.changes.facts('local', after, 10_000)
    if (items.length === 0) break
    for (const { fact } of items) {
      if (fact.type !== 'message-moved') continue
      if (fact.to === 'deferred' || fact.to === 'refused') count(`${fact.to} by ${fact.because?.type}`)
      if (fact.to === 'withheld' || fact.to === 'stale') count(fact.to)
      if (fact.to === 'claimed' && fact.isZoneUnknown) count('claimed by the clock of the company')
    }
    after = to
  }
  // Those that wait for a better moment at the very end are no mistake; nothing else may be left.
  for (const [status, left] of Object.entries(await stores.inspection.countByStatus())) {
    if (['owed', 'claimed', 'unknown'].includes(status) && left > 0) counts.set(`left as ${status}`, left)
  }
  return counts
}
