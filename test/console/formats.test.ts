import { describe, expect, it } from 'vitest'
import { dayTicks, roundTicks } from '../../console/charts/axis.ts'
import { type FlowDay, flowLayout } from '../../console/charts/flow-layout.ts'
import { formatsOf } from '../../console/words/formats.ts'

const en = formatsOf('en', 'en-GB', 'UTC')
const zh = formatsOf('zh', 'zh-CN', 'UTC')
const now = '2026-03-14T15:20:00Z'

describe('numbers', () => {
  it.each([
    { said: en.count(1_234_567), is: '1,234,567' },
    { said: zh.count(1_234_567), is: '1,234,567' },
    { said: en.share(0.12345), is: '12.3%' },
    { said: en.share(0.12345, 2), is: '12.35%' },
    { said: en.points(0.0412), is: '+4.12' },
    { said: en.points(-0.0412), is: '−4.12' },
    { said: en.points(0.001), is: '+0.10' },
    { said: en.points(-0.000412), is: '−0.041' },
    { said: en.points(0), is: '0.00' },
    { said: en.change(0.2013), is: '+20.1%' },
    { said: en.change(10), is: '+1,000.0%' },
    { said: en.change(4_930.269), is: '> +1,000.0%' },
    { said: en.number(1.23456), is: '1.23' },
    { said: en.numberDifference(-0.00123456), is: '−0.00123' },
    { said: en.money(123_450, 'USD'), is: '$1,234.50' },
    { said: en.money(1_234, 'JPY'), is: '¥1,234' },
    { said: zh.money(123_450, 'CNY'), is: '¥1,234.50' },
    { said: en.money(100, 'not a currency'), is: '1.00' },
    { said: en.amountDifference(-1.2, 'USD'), is: '−$1.20' },
    { said: en.pValue(0.0312), is: '0.031' },
    { said: en.pValue(0.00001), is: '< 0.0001' },
    { said: en.perSecond(0.44), is: '0.4' },
    { said: en.perSecond(1_204.4), is: '1,204' },
  ])('$is', ({ said, is }) => {
    expect(said).toBe(is)
  })
})

describe('time', () => {
  it.each([
    { said: en.instant(now), is: '14 Mar 2026, 15:20' },
    { said: zh.instant(now), is: '2026年3月14日 15:20' },
    { said: formatsOf('en', 'en-GB', 'Asia/Shanghai').instant(now), is: '14 Mar 2026, 23:20' },
    { said: formatsOf('en', 'en-GB', 'America/New_York').day('2026-03-14'), is: '14 March 2026' },
    { said: zh.day('2026-03-14'), is: '2026年3月14日' },
    { said: formatsOf('en', 'en-GB', 'America/New_York').day(20_526), is: '14 March 2026' },
    { said: en.relative('2026-03-11T15:20:00Z', now), is: '3 days ago' },
    { said: en.relative('2026-03-14T17:20:00Z', now), is: 'in 2 hours' },
    { said: en.relative('2026-03-14T15:19:01Z', now), is: '59 seconds ago' },
    { said: en.relative(now, now), is: 'now' },
    { said: zh.relative('2026-03-11T15:20:00Z', now), is: '3天前' },
    { said: en.duration(86_400_000), is: '1 day' },
    { said: en.duration(86_400_000 * 60), is: '60 days' },
    { said: en.duration(5_400_000), is: '90 minutes' },
    { said: zh.duration(86_400_000 * 60), is: '60天' },
  ])('$is', ({ said, is }) => {
    expect(said).toBe(is)
  })
})

describe('the marks of an axis', () => {
  it.each([
    { highest: 0, ticks: [0, 1] },
    { highest: 3, ticks: [0, 1, 2, 3] },
    { highest: 1_000, ticks: [0, 200, 400, 600, 800, 1_000] },
    { highest: 1_001, ticks: [0, 500, 1_000, 1_500] },
  ])('up to $highest are round', ({ highest, ticks }) => {
    expect(roundTicks(highest, 5)).toEqual(ticks)
  })

  it('name the first days of months, where there are some', () => {
    expect(dayTicks(['2026-01-31', '2026-02-01', '2026-02-02', '2026-03-01'], 4)).toEqual([1, 3])
    expect(dayTicks(['2026-02-03', '2026-02-04', '2026-02-05', '2026-02-06'], 2)).toEqual([0, 2])
  })
})

describe('the picture of the flow', () => {
  const day = (name: string, active: number): FlowDay => ({ day: name, stages: { new: 10, active, 'at-risk': 0, dormant: 0, churned: 0 } })
  const layout = flowLayout([day('2026-02-01', 10), day('2026-02-02', 90)], 800, 400)

  it('lays every stage upon the ones before, within the frame', () => {
    expect(layout.areas.map(({ stage }) => stage)).toEqual(['churned', 'dormant', 'at-risk', 'active', 'new'])
    const numbers = layout.areas.flatMap(({ path }) => [...path.matchAll(/,(-?[\d.]+)/g)].map(([, y]) => Number(y)))
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...numbers)).toBe(layout.bottom)
  })

  it('names the stages that can be seen, and finds the day under the pointer', () => {
    expect(layout.names.map(({ stage }) => stage)).toEqual(['active', 'new'])
    expect([layout.indexAt(-50), layout.indexAt(layout.left), layout.indexAt(layout.right), layout.indexAt(9_999)]).toEqual([0, 0, 1, 1])
  })
})
