/** The editor's own arithmetic: places in a text that has changed since, files to begin with and bars of a simulation. */
import { Text } from '@codemirror/state'
import { describe, expect, it } from 'vitest'
import { rangeIn } from '../../console/pages/editor/code/positions.ts'
import { barsOf } from '../../console/pages/editor/days.ts'
import { copyText, idOf, isId, STARTERS, starterText } from '../../console/pages/editor/starters.ts'
import { starterWords as enStarters } from '../../console/words/en/starters.ts'
import { starterWords as zhStarters } from '../../console/words/zh/starters.ts'
import { parseCampaign } from '../../shared/contract/campaign.ts'
import { readSourceText } from '../../shared/contract/source-text.ts'
import { PUBLISHING } from '../parsing/files.ts'

const valueIn = (text: string): unknown => {
  const read = readSourceText(text)
  return read.ok ? read.value : null
}

describe('a place of the compiler', () => {
  const text = Text.of(['{', '  "id": "a",', '', '}'])
  const rows = [
    { span: [2, 9, 2, 12], marked: '"a"' },
    { span: [2, 3, 3, 1], marked: '"id": "a",\n' },
    { span: [2, 9, 2, 9], marked: '"' },
    { span: [2, 13, 2, 13], marked: ',' },
    { span: [1, 0, 1, 1], marked: '{' },
    { span: [2, 99, 2, 120], marked: ',' },
    { span: [9, 1, 9, 5], marked: '}' },
    { span: [3, 1, 3, 1], marked: '' },
  ] as const
  it.each(rows)('$span is “$marked”', ({ span: [line, column, endLine, endColumn], marked }) => {
    const { from, to } = rangeIn(text, { line, column, endLine, endColumn })
    expect(text.sliceString(from, to)).toBe(marked)
  })
})

describe('an id', () => {
  it.each([
    ['Spring offers!', 'spring-offers'],
    ['Über uns', 'uber-uns'],
    ['  --a--  ', 'a'],
    ['春季', ''],
    ['x'.repeat(80), 'x'.repeat(64)],
  ])('of the name %s is “%s”', (name, id) => {
    expect(idOf(name)).toBe(id)
    expect(isId(id)).toBe(id !== '')
  })
  it.each(['Spring', '-a', 'a-', 'a b', 'x'.repeat(65)])('is not “%s”', (id) => expect(isId(id)).toBe(false))
})

describe.each([
  ['en', enStarters()],
  ['zh', zhStarters()],
])('what a campaign begins with, in %s', (_, words) => {
  it.each(STARTERS)('%s compiles as it is', (starter) => {
    const text = starterText(starter, { id: 'spring', name: 'Spring “2027”' }, [], words)
    expect(text.match(/^ {2}\/\/ /gm)?.length).toBeGreaterThan(2)
    expect(valueIn(text)).toMatchObject({ id: 'spring', name: 'Spring “2027”', status: 'active' })
    expect(parseCampaign(valueIn(text), PUBLISHING)).toMatchObject({ ok: true })
  })
})

describe('the topic of what a campaign begins with', () => {
  const topicOf = (topics: readonly string[]): unknown =>
    Reflect.get(Object(valueIn(starterText('win-back', { id: 'a', name: 'A' }, topics, enStarters()))), 'topic')
  it.each([
    { topics: [], topic: 'offers' },
    { topics: ['news', 'offers'], topic: 'offers' },
    { topics: ['news', 'tips'], topic: 'news' },
  ])('is $topic where there are $topics', ({ topics, topic }) => expect(topicOf(topics)).toBe(topic))
})

describe('a copy', () => {
  it('has an id and a name of its own, and keeps the rest as it was written', () => {
    const written = '{\n  // stays\n  "id": "a",\n  "name": "A",\n  "status": "paused"\n}\n'
    expect(copyText(written, { id: 'b', name: 'B' })).toBe('{\n  // stays\n  "id": "b",\n  "name": "B",\n  "status": "paused"\n}\n')
  })
})

describe('bars of a simulation', () => {
  const days = (count: number, first: string) =>
    Array.from({ length: count }, (_, index) => ({
      day: new Date(Date.parse(first) + index * 86_400_000).toISOString().slice(0, 10),
      sent: 1,
    }))
  it('are days where there is room', () => expect(barsOf(days(45, '2026-01-01'))).toMatchObject({ by: 'day', bars: { length: 45 } }))
  it('are weeks that begin on Mondays where there is none', () => {
    const { by, bars } = barsOf(days(46, '2026-01-01'))
    expect(by).toBe('week')
    expect(bars.slice(0, 2)).toEqual([
      { day: '2025-12-29', sent: 4 },
      { day: '2026-01-05', sent: 7 },
    ])
    expect(bars.reduce((sum, { sent }) => sum + sent, 0)).toBe(46)
  })
})
