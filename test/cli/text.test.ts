import { describe, expect, it } from 'vitest'
import { csvLine } from '../../shared/kernel/csv.ts'
import { bar, instantText, pValueText, table } from '../../cli/format.ts'
import { outside } from '../../cli/outside.ts'
import { epochMs } from '../../shared/kernel/words.ts'

describe('a line of CSV', () => {
  it.each([
    { values: ['plain', 7, -7, true, null], line: 'plain,7,-7,true,' },
    { values: ['a,b', 'say "so"', 'two\nlines'], line: '"a,b","say ""so""","two\nlines"' },
    { values: ['=1+1', '+49 30', '-x', '@cmd', '\tx'], line: "'=1+1,'+49 30,'-x,'@cmd,'\tx" },
    { values: ['=HYPERLINK("x")'], line: '"\'=HYPERLINK(""x"")"' },
    { values: [{ USD: 5 }, []], line: '"{""USD"":5}",[]' },
  ])('$line', ({ values, line }) => {
    expect(csvLine(values)).toBe(line)
  })
})

describe('text for people', () => {
  it.each([
    { at: Date.UTC(1997, 5, 30, 12), text: '1997-06-30 12:00 UTC' },
    { at: Date.UTC(1997, 5, 30, 12, 0, 5), text: '1997-06-30 12:00:05 UTC' },
    { at: Date.UTC(1997, 5, 30, 12, 0, 0, 1), text: '1997-06-30 12:00:00.001 UTC' },
  ])('$text', ({ at, text }) => {
    expect(instantText(epochMs(at))).toBe(text)
  })

  it.each([
    [0.5, '0.500'],
    [0.001, '0.00100'],
    [0.00099, '9.9e-4'],
    [5.7e-112, '5.7e-112'],
    [0, '0'],
  ])('p %s is written %s', (p, text) => {
    expect(pValueText(p)).toBe(text)
  })

  it('draws bars to the eighth of a character', () => {
    expect([bar(0, 8, 1), bar(1, 8, 1), bar(4, 8, 1), bar(8, 8, 1), bar(9, 8, 1), bar(0, 0, 9)]).toEqual(['', '▏', '▌', '█', '█▏', ''])
  })

  it('pads columns, numbers to the right', () => {
    expect(
      table(
        [
          ['a', '1'],
          ['bcd', '23'],
        ],
        [1],
      ),
    ).toBe('  a     1\n  bcd  23')
  })
})

describe('our values outside', () => {
  it.each([
    {
      inside: { at: 0, wakeAt: 1, leaseUntil: null, since: 0 },
      out: { at: '1970-01-01T00:00:00.000Z', wakeAt: '1970-01-01T00:00:00.001Z', leaseUntil: null, since: '1970-01-01T00:00:00.000Z' },
    },
    { inside: { outcomeDay: 1, step: 0, thresholdMs: 5, count: 3 }, out: { outcomeDay: '1970-01-02', step: 1, thresholdMs: 5, count: 3 } },
    { inside: { from: new Set(['new']), by: 5n, map: new Map([['a', 1]]) }, out: { from: ['new'], by: 5, map: { a: 1 } } },
  ])('$out', ({ inside, out }) => {
    expect(outside(inside)).toEqual(out)
  })
})
