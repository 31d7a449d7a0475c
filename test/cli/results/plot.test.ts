import { describe, expect, it } from 'vitest'
import { intervalPlot, type PlotRow } from '../../../cli/results/plot.ts'
import { inAscii, screenOf, wrapped } from '../../../cli/results/screen.ts'

const row = (more: Partial<PlotRow>): PlotRow => ({ label: 'b – a', estimate: 0.5, interval: [0, 1], said: 'said', ...more })
const end = (value: number): string => value.toFixed(1)
const drawn = (rows: readonly PlotRow[], band: number | null, columns: number): readonly string[] => intervalPlot(rows, band, columns, end)

describe('an interval', () => {
  it('is drawn on one scale, with nothing and the smallest effect marked', () => {
    expect(
      drawn([row({ estimate: 2, interval: [1, 3] }), row({ label: 'c – a', estimate: -1, interval: [-2, 0.5] })], 0.5, 60),
    ).toMatchInlineSnapshot(`
      [
        "  b – a                ░░░░│░░░░   ├───────●───────┤    said",
        "  c – a    ├───────●───────┼───┤                        said",
        "         -2.3              0                       3.3",
      ]
    `)
  })
  it.each([
    { what: 'narrow: numbers stand below', columns: 40, lines: 3 },
    { what: 'wide: beside', columns: 80, lines: 2 },
  ])('$what', ({ columns, lines }) => {
    const plot = drawn([row({ said: '+0.50 points (0.00 to 1.00)' })], null, columns)
    expect(plot.length).toBe(lines)
    expect(plot.every((line) => line.length <= columns)).toBe(true)
  })
  it('without numbers is not drawn', () => {
    expect(drawn([row({ estimate: null, interval: null, said: 'not enough data' })], 0.1, 80)).toEqual(['  b – a  not enough data'])
  })
  it('without an interval is its estimate alone, also where all is nothing', () => {
    const [line = ''] = drawn([row({ estimate: 0, interval: null })], null, 80)
    expect([line.includes('●'), line.includes('├')]).toEqual([true, false])
  })
})

describe('a screen', () => {
  it.each([
    { columns: undefined, env: {}, is: { columns: 100, isUtf8: true } },
    { columns: 80, env: { LANG: 'en_US.UTF-8' }, is: { columns: 80, isUtf8: true } },
    { columns: undefined, env: { COLUMNS: '72', LANG: 'de_DE.utf8' }, is: { columns: 72, isUtf8: true } },
    { columns: undefined, env: { COLUMNS: 'wide', LANG: 'C' }, is: { columns: 100, isUtf8: false } },
    { columns: 10, env: { LC_ALL: 'POSIX', LANG: 'en_US.UTF-8' }, is: { columns: 40, isUtf8: false } },
    { columns: 500, env: { LC_CTYPE: 'C.UTF-8', LANG: 'C' }, is: { columns: 160, isUtf8: true } },
  ])('$columns columns and $env is $is', ({ columns, env, is }) => expect(screenOf(columns, env)).toEqual(is))

  it('without UTF-8 draws with what it has, as wide as before', () => {
    expect(inAscii('├─┼●─┤░│ “a” – b\nü')).toBe('[-+*-].| "a" - b\n?')
  })
  it('breaks lines between words', () => {
    expect(wrapped('one two three four', 9, '  ')).toBe('one two\n  three\n  four')
    expect(wrapped('unbreakable', 4)).toBe('unbreakable')
  })
})
