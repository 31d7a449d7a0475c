import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Pattern, parsePattern } from '../../../shared/domain/conditions/pattern/pattern.ts'
import { seededRandom } from '../../../shared/kernel/random.ts'
import { REGEX_CACHE_MAX, REGEX_LENGTH_MAX, REGEX_STATES_MAX, REGEX_TEXT_MAX } from '../../../shared/kernel/limits.ts'

const patternOf = (source: string, insensitive = false): Pattern => {
  const reading = parsePattern(source, insensitive)
  if (!reading.ok) throw new Error(`/${source}/ ${reading.problem}`)
  return reading.pattern
}

describe('a pattern', () => {
  const cases: readonly (readonly [source: string, texts: readonly string[]])[] = [
    ['', ['', 'a']],
    ['^$', ['', 'a', '\n']],
    ['a.c', ['abc', 'a\nc', 'a\u2028c', 'ac', 'xxabcxx']],
    ['^[^@\\s]+@example\\.(com|org)$', ['ann@example.com', 'ann@example.net', 'a n@example.org', '@example.org', 'ann@example.com ']],
    ['(Mobile|Tablet)', ['Android Mobile', 'Tablet', 'mobile', 'Mobil']],
    ['^(a|ab)(c|bcd)(d*)$', ['abcd', 'abcdd', 'acd', 'ab']],
    ['\\bcat\\b', ['cat', 'a cat!', 'concat', 'cats', 'cat_', 'é cat']],
    ['\\Bcat|\\b\\B', ['concat', 'cat', '']],
    ['^a{2,3}$', ['a', 'aa', 'aaa', 'aaaa']],
    ['^a{2}b{0}c{1,}$', ['aac', 'aacc', 'aabc', 'aa']],
    ['^(a{0,2}){2}b$', ['b', 'aaaab', 'aaaaab']],
    ['a{,3}|{b}|x{', ['a{,3}', '{b}', 'x{', 'aaa']],
    [']|}', [']', '}', '[']],
    ['[]', ['', 'a']],
    ['[^]', ['', '\n']],
    ['[a\\-z]', ['-', 'b', 'z']],
    ['[\\w-.]', ['-', '.', 'a', ',']],
    ['[a-\\d]', ['-', '5', 'b']],
    ['[--/]', ['.', ',']],
    ['[a-]', ['-', 'a', 'b']],
    ['[\\b]', ['\b', 'b']],
    ['\\x41\\u00e9\\t\\0', ['Aé\t\0', 'Aé\t0']],
    ['\\/\\.\\_\\-', ['/._-']],
    ['^\\s+$', [' \t\n\v\f\r\u00a0\ufeff\u2003', '\u200b']],
    ['(?:a)(?<name>b)', ['ab', 'a']],
    ['a+?b*?c??', ['a', 'b']],
    ['(^a|b$)c?', ['ac', 'xb', 'bx', 'xa']],
    ['(|a)+$', ['', 'b']],
    ['(a*)*b', ['aab', 'aac']],
    ['\u{1f600}', ['\u{1f600}', '\ud83d']],
  ]
  it.each(cases.flatMap(([source, texts]) => texts.map((text) => [source, text] as const)))(
    '/%s/ of %j answers as JavaScript does',
    (source, text) => {
      expect(patternOf(source).matches(text)).toBe(new RegExp(source).test(text))
    },
  )

  it.each([
    ['STRASSE', 'straße'],
    ['é[à-ö]', 'ÉÖ'],
    ['[^k]', '\u212a'],
    ['k', '\u212a'],
    ['[a-z]', 'ſ'],
    ['σ', 'ς'],
    ['İ', 'i'],
    ['\\w', 'ſ'],
    ['[^a-z]', 'Q'],
    ['µ', 'μ'],
  ])('/%s/i of %j answers as JavaScript does', (source, text) => {
    expect(patternOf(source, true).matches(text)).toBe(new RegExp(source, 'i').test(text))
  })

  const unit = fc.constantFrom('a', 'b', 'c', 'A', '-', ' ', '\n', 'é', '1', '_')
  const atom = fc.oneof(
    unit,
    fc.constantFrom('.', '\\d', '\\w', '\\W', '\\s', '\\S', '\\b', '\\B', '^', '$', '[ab]', '[^a]', '[a-c1]', '[^\\w-]', '\\x61', '[]'),
  )
  const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
    pattern: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 3, arbitrary: atom },
      { weight: 2, arbitrary: fc.tuple(tie('pattern'), tie('pattern')).map((parts) => parts.join('')) },
      { weight: 1, arbitrary: fc.tuple(tie('pattern'), tie('pattern')).map((parts) => `(${parts.join('|')})`) },
      {
        weight: 2,
        arbitrary: fc
          .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '{2}', '{1,2}', '{0,}', '*?'))
          .map(([part, many]) => `(?:${part})${many}`),
      },
    ),
  }))

  it('any pattern of any text, with and without case', () => {
    fc.assert(
      fc.property(
        pattern,
        fc.array(fc.string({ unit, maxLength: 12 }), { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        (source, texts, insensitive) => {
          const reading = parsePattern(source, insensitive)
          if (!reading.ok) expect(reading.problem).toMatch(/states|longer/)
          else {
            const native = new RegExp(source, insensitive ? 'i' : '')
            for (const text of texts) expect([source, text, reading.pattern.matches(text)]).toEqual([source, text, native.test(text)])
          }
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('any text is a pattern as it is in JavaScript, or is refused', () => {
    const sign = fc.constantFrom(...'ab01(){}[]|*+?^$.,-:=!<>\\\\\\/dwsbBxuck')
    fc.assert(
      fc.property(
        fc.string({ unit: sign, maxLength: 10 }),
        fc.string({ unit: fc.constantFrom(...'ab01{}[],-\\dw '), maxLength: 8 }),
        (source, text) => {
          const reading = parsePattern(source, false)
          if (reading.ok) expect([source, text, reading.pattern.matches(text)]).toEqual([source, text, new RegExp(source).test(text)])
          else expect(reading.hint).not.toBe('')
        },
      ),
      { numRuns: 5_000 },
    )
  })
})

describe('refused, with a hint', () => {
  it.each([
    ['(a)\\1', /refers back/],
    ['(?<n>a)\\k<n>', /refers back/],
    ['a(?=b)', /looks ahead/],
    ['a(?!b)', /looks ahead/],
    ['(?<=a)b', /looks ahead, looks behind/],
    ['(?<!a)b', /looks ahead, looks behind/],
    ['(?i)a', /switches flags/],
    ['(?i:a)', /switches flags/],
    ['(a', /without its `\)`/],
    ['a)', /closes nothing/],
    ['[a', /without its `\]`/],
    ['*a', /repeats nothing/],
    ['a**', /repeats nothing/],
    ['^*', /repeats nothing/],
    ['(|+)', /repeats nothing/],
    ['{2}', /repeats nothing/],
    ['a{3,2}', /at least 3 and at most 2/],
    ['[z-a]', /runs backwards/],
    ['a\\', /lone backslash/],
    ['\\p{L}', /escape we do not know: `\\p`/],
    ['\\Aa\\z', /escape we do not know: `\\A`/],
    ['\\u{61}', /escape we do not know: `\\u`/],
    ['\\cA', /escape we do not know: `\\c`/],
    [`a{${REGEX_STATES_MAX + 1}}`, /more than 250 times/],
    [`a{${'9'.repeat(200)},}`, /more than 250 times/],
    ['(a{100}){3}', /more than 250 states/],
    ['((((((((((a{99}){99}){99}){99}){99}){99}){99}){99}){99}){99}){99}', /more than 250 states/],
    ['a'.repeat(REGEX_LENGTH_MAX + 1), /longer than 256 characters/],
  ])('/%s/', (source, problem) => {
    expect(parsePattern(source, false)).toEqual({ ok: false, problem: expect.stringMatching(problem), hint: expect.stringMatching(/./) })
  })

  it.each(['(a{100}){2}', 'a{250}', 'a'.repeat(250), '('.repeat(120) + ')'.repeat(120)])('/%s/ is within the limits', (source) => {
    expect(parsePattern(source, false).ok).toBe(true)
  })
})

/** Generous, for machines with much else to do: a backtracking engine takes hours or centuries for these. */
const SOON_MS = 10_000

describe('no pattern and no text takes long', () => {
  const coin = (index: number): string => ((Math.imul(index + 1, 2_654_435_761) >>> 13) % 2 === 0 ? 'a' : 'b')
  const noise = Array.from({ length: REGEX_TEXT_MAX }, (_, index) => coin(index)).join('')

  it.each([
    ['(a+)+$', `${'a'.repeat(REGEX_TEXT_MAX - 1)}b`],
    ['(a|a)*b', 'a'.repeat(REGEX_TEXT_MAX)],
    ['(a|aa)+$', `${'a'.repeat(REGEX_TEXT_MAX - 1)}b`],
    ['(.*a){25}', `${'b'.repeat(REGEX_TEXT_MAX)}`],
    ['(.*a){25}$', `${'ab'.repeat(REGEX_TEXT_MAX / 2)}`],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(REGEX_TEXT_MAX)],
    ['^(a?){50}a{50}$', 'a'.repeat(REGEX_TEXT_MAX)],
    ['(x+x+)+y', 'x'.repeat(REGEX_TEXT_MAX)],
    ['^(.*?,){11}P', '1,'.repeat(REGEX_TEXT_MAX / 2)],
    ['\\s+$', `${' '.repeat(REGEX_TEXT_MAX - 1)}x`],
    ['((((((a*)*)*)*)*)*)*b', 'a'.repeat(REGEX_TEXT_MAX)],
    ['(\\b|a)*$', `${'a '.repeat(REGEX_TEXT_MAX / 2 - 1)}é!`],
    // Every character leads to a combined state not seen before: the worst there is.
    ['[ab]*a[ab]{115}c|[ab]*b[ab]{115}d', noise],
  ])('/%s/', (source, text) => {
    for (const insensitive of [false, true]) {
      const pattern = patternOf(source, insensitive)
      const startedAt = performance.now()
      pattern.matches(text)
      expect(performance.now() - startedAt).toBeLessThan(SOON_MS)
    }
  })

  it('forgetting what it remembered changes no answer', () => {
    // Some 2^11 combined states, most of them forgotten again and again, in the middle of texts and at their beginnings.
    const source = 'a[a-h]{10}b|^c[a-h]{3}d|ef$'
    expect(REGEX_CACHE_MAX).toBeLessThan(2 ** 10)
    const pattern = patternOf(source)
    const native = new RegExp(source)
    const random = seededRandom(5)
    for (let text = 0; text < 20_000; text += 1) {
      const letters = random.chance(0.9) ? 'aaagh' : 'abcdefgh'
      const given = Array.from({ length: random.below(20) }, () => random.pick(Array.from(letters))).join('')
      if (pattern.matches(given) !== native.test(given)) expect([given, pattern.matches(given)]).toEqual([given, native.test(given)])
    }
  })

  it('a text longer than the limit matches nothing', () => {
    expect(patternOf('a').matches('a'.repeat(REGEX_TEXT_MAX))).toBe(true)
    expect(patternOf('a').matches('a'.repeat(REGEX_TEXT_MAX + 1))).toBe(false)
    expect(patternOf('a').matches('a'.repeat(10_000_000))).toBe(false)
  })
})
