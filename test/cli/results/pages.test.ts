import { beforeAll, describe, expect, it } from 'vitest'
import { resultPageText } from '../../../cli/results/page.ts'
import type { ResultPage } from '../../../shared/contract/api-results.ts'
import { pageOf, STATES } from './world.ts'

const WIDE = { columns: 110, isUtf8: true }
const NARROW = { columns: 60, isUtf8: false }

describe.each(Object.keys(STATES))('the page of %s', (state) => {
  let page: ResultPage
  beforeAll(async () => {
    page = await pageOf(STATES[state] as (typeof STATES)[string])
  })

  it('is as it was', async () => {
    await expect(`${resultPageText(page, WIDE)}\n`).toMatchFileSnapshot(`pages/${state.replaceAll(' ', '-')}.txt`)
  })

  it('has no character that a terminal of sixty columns without UTF-8 lacks', async () => {
    const text = resultPageText(page, NARROW)
    expect(text).toMatch(/^[\n -~]*$/)
    expect(text).not.toContain('?')
    if (['winner', 'running', 'holdout'].includes(state)) {
      await expect(`${text}\n`).toMatchFileSnapshot(`pages/${state}-narrow.txt`)
    }
  })

  it('says nothing that its verdict does not', () => {
    const [, head = ''] = resultPageText(page, WIDE).split('\n\n')
    // What was found before it broke is told after it, as something of before.
    const [sentence = ''] = head.split('Before: ')
    const { type } = page.readout.verdict
    expect(/decided on/.test(sentence)).toBe(type === 'winner' || type === 'loser')
    expect(/Broken/.test(sentence)).toBe(type === 'broken')
    expect(/No number below can be believed/.test(sentence)).toBe(type === 'broken')
  })
})

describe('the numbers of a page', () => {
  it('are those of its JSON', async () => {
    const page = await pageOf(STATES.winner as (typeof STATES)[string])
    const again = JSON.parse(JSON.stringify(page)) as ResultPage
    expect(again).toEqual(page)
    expect(resultPageText(again, WIDE)).toBe(resultPageText(page, WIDE))
    const text = resultPageText(page, WIDE)
    for (const { variant, metrics } of page.readout.arms) {
      const own = metrics.find(({ metric, measure }) => metric === 'orders' && measure === 'rate')?.mature
      const row = new RegExp(`^  ${variant} +([\\d,]+) +([\\d,]+) +([\\d.]+) %`, 'm').exec(text)
      expect(row?.slice(1, 3).map((count) => Number(count.replaceAll(',', '')))).toEqual([own?.customers, own?.conversions])
      expect(Number(row?.[3])).toBeCloseTo(100 * (own?.level ?? 0), 2)
    }
  })

  it('of a day are those that were read on the day', async () => {
    const given = STATES.winner as (typeof STATES)[string]
    const then = await pageOf({ ...given, latched: [], last: 12 })
    const now = await pageOf({ ...given, latched: [] }, { asOf: then.readout.asOf })
    expect(resultPageText(now, WIDE)).toBe(resultPageText(then, WIDE))
  })
})
