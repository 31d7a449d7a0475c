/** Every state of a verdict, read in both languages: the same numbers as the command line, and nothing amiss with the page. */
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { pathPart } from '../../shared/contract/api-path.ts'
import type { ResultPage } from '../../shared/contract/api-results.ts'
import { OUTSIDE, STATES } from './results-states.ts'
import { armCells, cliPage, differenceCells, guardrailCells, sampleCells, verdictNumbers } from './results-told.ts'
import { LOOKS, type Site } from './site.ts'
import { expectAccessible, expectQuiet, goTo, noteMore } from './watch.ts'

const SAID = {
  en: {
    ...{ verdict: 'What it shows', sizes: 'Are the variants as large as they should be?', harm: 'Does it do harm?' },
    ...{ apart: 'How far apart are they?', table: 'Show as a table', list: 'Results' },
  },
  zh: {
    ...{ verdict: '结论', sizes: '各方案的人数是否正常？', harm: '有没有害处？' },
    ...{ apart: '相差多少？', table: '以表格显示', list: '实验结果' },
  },
} as const
const KINDS: Readonly<Record<string, Readonly<Record<'en' | 'zh', string>>>> = {
  winner: { en: 'Winner', zh: '胜出' },
  loser: { en: 'Loser', zh: '落败' },
  'no-difference': { en: 'No difference worth having', zh: '无实质差异' },
  running: { en: 'Running', zh: '进行中' },
  'not-enough-data': { en: 'Not enough data', zh: '数据不足' },
  harmful: { en: 'Does harm', zh: '有害' },
  broken: { en: 'Broken', zh: '有故障' },
}
/** By chance to beat nobody wins. */
const kindOf = (id: string, is: string): Readonly<Record<'en' | 'zh', string>> =>
  (id === 'bayes' ? { en: 'Ahead', zh: '领先' } : KINDS[is]) ?? { en: is, zh: is }

const ALL = [
  ...STATES.map(({ id, is }) => ({ id, is, path: id })),
  { id: OUTSIDE.id, is: 'broken', path: OUTSIDE.id },
  { id: '$global', is: 'running', path: '~JGdsb2JhbA' },
]

export const readingResults = (site: () => Site): void => {
  describe('every state of a verdict', () => {
    it.each(['winner', 'uneven', '$global'])('the API tells of %s what `rekindle results --json` prints', async (id) => {
      const told = await site().ask<'GET /api/results/:id'>(`/api/results/${pathPart(id)}`)
      expect(told).toEqual({ ...(await cliPage(site(), id)), ...EXTRA })
    })

    it.each(ALL)('$id is $is, with the numbers of its JSON, in both languages', async ({ is, path }) => {
      const page = await site().ask<'GET /api/results/:id'>(`/api/results/${path}`)
      expect(page.summary.verdict.type).toBe(is)
      await Promise.all((['desk', 'narrow'] as const).map((size) => expectShown(site(), size, `/results/${path}`, page)))
    })

    it('stand in the list, each in a sentence, the graver ones in no colour alone', async () => {
      await Promise.all(
        (['desk', 'narrow'] as const).map(async (size) => {
          const watched = await site().open(size)
          await noteMore(watched.page)
          await goTo(watched.page, `${site().url}/results`)
          const { language } = LOOKS[size]
          for (const { id, is, path } of ALL) {
            const line = watched.page.locator('main li').filter({ has: watched.page.locator(`a[href="/results/${path}"]`) })
            expect([path, await line.innerText()]).toEqual([path, expect.stringContaining(kindOf(id, is)[language])])
            expect(await line.locator('svg').count()).toBeGreaterThan(0)
          }
          await expectQuiet(watched, `the list, ${size}`)
          await expectAccessible(watched.page, `the list, ${size}`)
          await watched.close()
        }),
      )
    })
  })
}

/** Between them they have every part of the page there is, and every colour. */
const UNLIKE = ['winner', 'harmful', 'bayes']

/** The command line tells of coupons, too. */
const EXTRA = { coupons: undefined } as const

const expectShown = async (site: Site, size: keyof typeof LOOKS, path: string, told: ResultPage): Promise<void> => {
  const { language } = LOOKS[size]
  const said = SAID[language]
  const watched = await site.open(size)
  const { page } = watched
  await noteMore(page)
  await goTo(page, site.url + path)
  const verdict = page.getByRole('region', { name: said.verdict, exact: true })
  const sentence = await verdict.innerText()
  expect(sentence).toContain(kindOf(told.summary.id, told.summary.verdict.type)[language])
  expectInOrder(sentence, verdictNumbers(told))
  expect(await rowsOf(page, metricTable(told, language))).toEqual(armCells(told).map(containing))
  expect(await rowsOf(page, said.sizes)).toEqual(sampleCells(told).map(containing))
  if (told.readout.guardrails.length > 0) expect(await rowsOf(page, said.harm)).toEqual(guardrailCells(told).map(containing))
  await expectQuiet(watched, `${path}, ${size}`)
  // Other states have the same parts, or fewer of them.
  if (UNLIKE.includes(told.summary.id)) await expectAccessible(page, `${path}, ${size}`)
  await expectDifferences(page, said, told)
  await watched.close()
}

/** The plot has a table with the same numbers, reached by its button. */
const expectDifferences = async (page: Page, said: (typeof SAID)['en' | 'zh'], told: ResultPage): Promise<void> => {
  const card = page.getByRole('region', { name: said.apart, exact: true })
  const cells = differenceCells(told)
  if (cells.length === 0) return expect(await card.count()).toBe(0)
  const show = card.getByRole('button', { name: said.table })
  if ((await show.count()) > 0) await show.click()
  const rows = await card.locator('tbody tr').allInnerTexts()
  expect(rows).toEqual(cells.map(containing))
}

/** The table of the metric that decides is named by it. */
const metricTable = ({ summary: { metric, measure } }: ResultPage, language: 'en' | 'zh'): string => {
  if (measure !== 'mean') return `“${metric}”`
  return language === 'en' ? `revenue of “${metric}”` : `“${metric}”的收入`
}

const rowsOf = async (page: Page, name: string): Promise<readonly string[]> =>
  page.getByRole('table', { name, exact: true }).first().locator('tbody tr').allInnerTexts()

/** A row that has all these numbers, in this order. */
const containing = (cells: readonly string[]): unknown => expect.stringMatching(new RegExp(cells.map(escaped).join('[\\s\\S]*?')))

const expectInOrder = (text: string, numbers: readonly string[]): void => expect([text]).toEqual([containing(numbers)])

/** Whole numbers only: `60` is not found in `1,600`, nor `+1.2` in `+1.25`. */
const escaped = (text: string): string => `(?<![\\d.,])${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\d]|[.,]\\d)`
