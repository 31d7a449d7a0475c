import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exportPerson } from '../../shared/flow/privacy/export.ts'
import { personsMeant } from '../../shared/flow/privacy/person.ts'
import type { JsonObject } from '../../shared/kernel/json.ts'
import { day } from '../domain/customer/world.ts'
import { ADDRESS, ANN, type Life, live, OLD, openLife, rowsIn, VISITOR } from './world.ts'

let life: Life
beforeEach(() => {
  life = openLife()
})
afterEach(() => life.close())

const exported = async (who: string): Promise<JsonObject> => {
  const [person] = await personsMeant(life.records, who)
  if (person === undefined) throw new Error('somebody is known')
  return exportPerson(life.records, person, who, day(127))
}
/** How many things a section lists. */
const count = (document: JsonObject, section: string): number => Object.keys(document[section] as object).length

describe('all that is held of one person', () => {
  it('is every row that is theirs, table by table', async () => {
    await live(life)
    await life.turns(day(126))
    const document = await exported(ANN)
    const rows = rowsIn(life.folder)
    const theirs = (table: string, column = 'customer') =>
      (rows.get(table) ?? []).map((row) => JSON.parse(row)).filter((row) => [ANN, VISITOR, OLD].includes(row[column])).length
    const listed: Readonly<Record<string, string>> = {
      facts: 'facts',
      messages: 'messages',
      timeline: 'events',
      inbox: 'mails',
      visits: 'visits',
      coupons: 'codes',
      seen: 'receipts',
    }
    for (const [table, section] of Object.entries(listed)) {
      expect([table, count(document, section)]).toEqual([table, theirs(table)])
      expect([table, theirs(table) > 0]).toEqual([table, true])
    }
    expect(count(document, 'ids')).toBe(theirs('customers', 'id'))
    expect(count(document, 'quarantine')).toBe(2)
    expect(document).toMatchObject({
      traits: { firstName: { value: 'Annabella', saidAt: '2026-01-02T00:00:00.000Z' } },
      consent: { offers: { status: 'granted', basis: 'opt-in', source: 'booth at the fair' } },
      coupons: { 'win-back': { pool: 'spring', code: 'SPRING-AA' } },
      addresses: [
        { address: ADDRESS, suppressed: null },
        { address: 'ann.former@example.com', suppressed: { because: 'hard-bounce' } },
      ],
    })
    // No table with something of hers is left out: those that are named here, and no others.
    const mention = [...rows].filter(([, all]) =>
      all.some((row) => /ann-4711|visitor-77|old-crm|Annabella|@example/i.test(row.replace(/bob@example.com/g, ''))),
    )
    expect(mention.map(([table]) => table).toSorted()).toEqual(
      ['customers', 'facts', 'inbox', 'messages', 'quarantine', 'seen', 'timeline', 'visits', 'coupons'].toSorted(),
    )
  })

  it('explains each of its sections', async () => {
    await live(life)
    const { explained, format, exportedAt, askedFor, ...sections } = await exported(ADDRESS)
    expect(Object.keys(sections).filter((section) => !Object.hasOwn(explained as object, section))).toEqual([])
    expect([format, exportedAt, askedFor]).toEqual(['rekindle.person/1', '2026-05-08T00:00:00.000Z', ADDRESS])
  })

  it('says the same under whichever id is asked, and nothing of anybody else', async () => {
    await live(life)
    const bare = async (who: string) => ({ ...(await exported(who)), askedFor: '' })
    expect(await bare(VISITOR)).toEqual(await bare(ANN))
    expect(await bare(OLD)).toEqual(await bare(ADDRESS))
    expect(JSON.stringify(await bare(ANN))).not.toContain('bob')
  })

  it('holds what is on its way where a merge was begun', async () => {
    await live(life)
    await life.says('sealed-1', 'Signed Up', day(126, 5), { traits: { nickname: 'Nan' } })
    await life.asks({ customerId: 'sealed-1' as typeof ANN, type: 'merge', into: ANN }, day(126, 6))
    expect(await exported(ANN)).toMatchObject({ onTheWay: [{ id: 'sealed-1', traits: { nickname: { value: 'Nan' } } }] })
  })

  it('changes nothing', async () => {
    await live(life)
    const rows = rowsIn(life.folder)
    await exported(ANN)
    expect(rowsIn(life.folder)).toEqual(rows)
  })
})
