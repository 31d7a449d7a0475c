import { describe, expect, it } from 'vitest'
import { parseImportMap } from '../../shared/contract/import-map.ts'
import { readValue } from '../../shared/contract/import-values.ts'
import type { Json } from '../../shared/kernel/json.ts'
import { currency } from '../../shared/kernel/words.ts'
import { ORDERS_MAP } from './world.ts'

const problemsOf = (map: object) => {
  const parsed = parseImportMap(map)
  return parsed.ok ? [] : parsed.problems.map(({ path, problem, hint }) => `${path} ${problem}. ${hint}`)
}

describe('a map', () => {
  it('is taken as it is meant', () => expect(problemsOf(ORDERS_MAP)).toEqual([]))

  it.each<{ title: string; change: object; says: readonly (string | RegExp)[] }>([
    { title: 'an unknown field', change: { customerID: 'x' }, says: [/^customerID is not a field we know\. Did you mean "customerId"\?/] },
    { title: 'nobody', change: { customerId: undefined }, says: [/^customerId is missing, and so is anonymousId/] },
    { title: 'nothing', change: { events: [], currency: undefined }, says: [/^events is missing, and so is traits/] },
    { title: 'no timestamp', change: { timestamp: undefined }, says: [/^timestamp is missing/] },
    { title: 'an instant without a format', change: { timestamp: { column: 'at' } }, says: [/^timestamp\.format is missing/] },
    {
      title: 'an instant of both kinds',
      change: { timestamp: { column: 'at', format: 'iso', at: '2025-01-01' } },
      says: [/^timestamp must have either "column" or "at"/],
    },
    {
      title: 'a pattern of nonsense and a zone that is none, both told',
      change: { timestamp: { column: 'at', format: 'YYYY-MM-DD QQ', zone: 'Europe/Berln' } },
      says: [
        /^timestamp\.format has the letter Q/,
        /^timestamp\.zone is "Europe\/Berln", which is no zone\. Did you mean "Europe\/Berlin"\?/,
      ],
    },
    {
      title: 'a pattern without a zone',
      change: { timestamp: { column: 'at', format: 'YYYY-MM-DD' } },
      says: [/^timestamp\.zone is missing/],
    },
    {
      title: 'an epoch in a zone',
      change: { timestamp: { column: 'at', format: 'epoch-seconds', zone: 'UTC' } },
      says: [/^timestamp\.zone says nothing here/],
    },
    { title: 'money without a currency', change: { currency: undefined }, says: [/^currency is missing, and there are amounts of money/] },
    {
      title: 'two events of one name',
      change: { events: [{ event: 'A' }, { event: 'B' }, { event: 'A' }] },
      says: [/^events\.2\.id is missing, and an event before it is "A", too/],
    },
    { title: 'two events of one name and ids', change: { events: [{ event: 'A' }, { event: 'A', id: 'again' }] }, says: [] },
    {
      title: 'a trait twice',
      change: { traits: { a: 'email', b: { name: 'email' } } },
      says: [/^traits\.b becomes "email", as a column before it does/],
    },
    {
      title: 'options where they say nothing',
      change: { traits: { a: { format: 'iso', separator: '|' } } },
      says: [/^traits\.a\.format says nothing here\. Only a date/, /^traits\.a\.separator says nothing here\. Only a list/],
    },
    {
      title: 'a type that is none',
      change: { traits: { a: { type: 'numbr' } } },
      says: [/^traits\.a\.type is "numbr".*Did you mean "number"\?/],
    },
    {
      title: 'a test of both kinds',
      change: { events: [{ event: 'A', when: { column: 'x', equals: 'y', filled: true } }] },
      says: [/^events\.0\.when must have either "equals" or "filled"/],
    },
    {
      title: 'a delimiter of two characters',
      change: { file: { delimiter: '||' } },
      says: [/^file\.delimiter is longer than 1 characters/],
    },
    { title: 'a delimiter that quotes', change: { file: { delimiter: '"' } }, says: [/^file\.quote is the delimiter, too/] },
    { title: 'another encoding', change: { file: { encoding: 'latin1' } }, says: [/^file\.encoding is "latin1".*iconv/] },
    { title: 'another decimal style', change: { decimal: '1234' }, says: [/^decimal is "1234"/] },
  ])('with $title says so', ({ change, says }) => {
    const found = problemsOf({ ...ORDERS_MAP, ...change })
    expect(found).toEqual(says.map((one) => expect.stringMatching(one)))
  })
})

describe('a cell', () => {
  const money = { type: 'money' } as const
  it.each<{ cell: Json; type: Parameters<typeof readValue>[1]; decimal: Parameters<typeof readValue>[2]; unit: string; is: Json | RegExp }>(
    [
      { cell: ' 1,234.56 ', type: money, decimal: '1,234.56', unit: 'USD', is: 1234.56 },
      { cell: '1.234,56', type: money, decimal: '1.234,56', unit: 'EUR', is: 1234.56 },
      { cell: '1 234,5', type: money, decimal: '1 234,56', unit: 'EUR', is: 1234.5 },
      { cell: "1'234.50", type: money, decimal: "1'234.56", unit: 'CHF', is: 1234.5 },
      { cell: '-12.00', type: money, decimal: '1,234.56', unit: 'USD', is: -12 },
      { cell: '12.9900', type: money, decimal: '1,234.56', unit: 'USD', is: 12.99 },
      { cell: '12,50', type: money, decimal: '1,234.56', unit: 'USD', is: /no amount.*It fits "decimal": "1\.234,56"/ },
      { cell: '1.234', type: money, decimal: '1,234.56', unit: 'EUR', is: /more digits after the point than EUR has/ },
      { cell: '1.234', type: money, decimal: '1,234.56', unit: 'KWD', is: 1.234 },
      { cell: '100.5', type: money, decimal: '1,234.56', unit: 'JPY', is: /more digits after the point than JPY has/ },
      { cell: 12.989999999999998, type: money, decimal: '1,234.56', unit: 'USD', is: 12.989999999999998 },
      { cell: '€ 12.50', type: money, decimal: '1,234.56', unit: 'EUR', is: /no amount.*without a unit or currency sign/ },
      { cell: '', type: money, decimal: '1,234.56', unit: 'USD', is: null },
      { cell: '1,5', type: { type: 'number' }, decimal: '1.234,56', unit: 'USD', is: 1.5 },
      { cell: '1.5', type: { type: 'number' }, decimal: '1.234,56', unit: 'USD', is: /is no number/ },
      { cell: 7, type: { type: 'number' }, decimal: '1.234,56', unit: 'USD', is: 7 },
      { cell: 'Yes', type: { type: 'boolean' }, decimal: '1,234.56', unit: 'USD', is: true },
      { cell: '0', type: { type: 'boolean' }, decimal: '1,234.56', unit: 'USD', is: false },
      { cell: 'maybe', type: { type: 'boolean' }, decimal: '1,234.56', unit: 'USD', is: /neither yes nor no/ },
      { cell: 'a| b |', type: { type: 'list', separator: '|' }, decimal: '1,234.56', unit: 'USD', is: ['a', 'b'] },
      { cell: ['a', 1], type: { type: 'list', separator: '|' }, decimal: '1,234.56', unit: 'USD', is: ['a', 1] },
      { cell: 'Z\uFFFDrich', type: { type: 'text' }, decimal: '1,234.56', unit: 'USD', is: /not UTF-8/ },
      {
        cell: '1984-05-02',
        type: { type: 'date', format: { kind: 'iso' }, zone: null },
        decimal: '1,234.56',
        unit: 'USD',
        is: '1984-05-02',
      },
      {
        cell: '1984-02-30',
        type: { type: 'date', format: { kind: 'iso' }, zone: null },
        decimal: '1,234.56',
        unit: 'USD',
        is: /does not exist/,
      },
    ],
  )('$cell as $type.type in $decimal ($unit) is $is', ({ cell, type, decimal, unit, is }) => {
    const read = readValue(cell, type, decimal, currency(unit))
    if (is instanceof RegExp) expect(read.ok ? String(read.value) : `${read.problem}. ${read.hint}`).toMatch(is)
    else expect(read).toEqual({ ok: true, value: is })
  })
})
