/** The door for codes: what a file of them says, and what is asked of those we make. */
import { COUPON_BITS_MIN, COUPON_LENGTH_MAX, COUPON_LENGTH_MIN, COUPON_PROBLEMS_MAX, COUPONS_AT_ONCE } from '../kernel/limits.ts'
import type { Parsed, Problem } from '../kernel/problem.ts'
import { slug } from './fields.ts'
import { parseWith, shown } from './problems.ts'

/** The name of a pool, as campaigns write it in `couponPool`. */
export const parsePool = (name: string): Parsed<string> => parseWith(slug('It names the pool of codes.'), name)

/**
 * The codes of a text: one a line, or the first column of CSV; a first line that says `code` or `coupon` is a heading. Every problem is
 * told with its line, up to a bound; where there is one, nothing is read.
 */
export const parseCodes = (text: string): Parsed<readonly string[]> => {
  const lines = new Map<string, number>()
  const codes: string[] = []
  const problems: Problem[] = []
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    const code = firstCell(index === 0 ? line.replace(/^\uFEFF/, '') : line)
    const folded = code.toLowerCase()
    if (code === '' || (index === 0 && HEADINGS.has(folded))) continue
    const before = lines.get(folded)
    if (before !== undefined)
      problems.push({ path: `line ${index + 1}`, problem: `is ${shown(code)}, as line ${before} is`, hint: TWICE_HINT })
    else if (!CODE.test(code)) problems.push({ path: `line ${index + 1}`, problem: `is ${shown(code)}, which is no code`, hint: CODE_HINT })
    else codes.push(code)
    lines.set(folded, before ?? index + 1)
    if (problems.length === COUPON_PROBLEMS_MAX) break
  }
  if (problems.length === 0 && codes.length === 0) problems.push({ path: '', problem: 'holds no code', hint: CODE_HINT })
  if (codes.length > COUPONS_AT_ONCE)
    problems.push({ path: '', problem: `holds more than ${COUPONS_AT_ONCE} codes`, hint: 'Bring them in with several files.' })
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: codes }
}

/** How codes are to be made: what stands before, and how many characters come by chance. */
export type CodeShape = { readonly prefix: string; readonly drawn: number }

/** `length` counts the prefix; null: as long as it must be. `among`: codes the pool will have, so that nobody hits one by guessing. */
export const codeShape = (prefix: string, length: number | null, among: number): Parsed<CodeShape> => {
  const least = Math.ceil((COUPON_BITS_MIN + Math.log2(Math.max(among, 1))) / BITS_A_CHARACTER)
  const drawn = length === null ? least : length - prefix.length
  if (!/^[!-~]*$/.test(prefix) || prefix.includes(','))
    return refused('prefix', `is ${shown(prefix)}, which cannot stand in a code`, CODE_HINT)
  if (drawn < least) {
    const hint = `Each of ${among} codes needs ${least} characters by chance, so that guessing finds none: make it ${prefix.length + least} long.`
    return refused('length', `leaves ${Math.max(drawn, 0)} characters to chance`, hint)
  }
  return prefix.length + drawn > COUPON_LENGTH_MAX
    ? refused('length', `makes codes of ${prefix.length + drawn} characters`, `At most ${COUPON_LENGTH_MAX}.`)
    : { ok: true, value: { prefix, drawn } }
}

/** Of the 36 letters and digits, those nobody takes for another: without O and 0, I and 1. There are 32, so five bits are one of them. */
export const CODE_ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

const BITS_A_CHARACTER = Math.log2(CODE_ALPHABET.length)

/** Signs of ASCII without space: what is compared regardless of case has one case. A comma ends the first column. */
const CODE = new RegExp(`^[!-~]{${COUPON_LENGTH_MIN},${COUPON_LENGTH_MAX}}$`)
const CODE_HINT = `A code has ${COUPON_LENGTH_MIN} to ${COUPON_LENGTH_MAX} letters, digits or signs of ASCII, and no space.`
const TWICE_HINT = 'Codes are compared regardless of case: take one of the two lines out.'
const HEADINGS: ReadonlySet<string> = new Set(['code', 'codes', 'coupon', 'coupons'])

const firstCell = (line: string): string => {
  const quoted = /^\s*"((?:[^"]|"")*)"\s*(?:[,;\t]|$)/.exec(line)
  return (quoted === null ? (line.split(/[,;\t]/)[0] ?? '') : (quoted[1] ?? '').replaceAll('""', '"')).trim()
}

const refused = (path: string, problem: string, hint: string): Parsed<never> => ({ ok: false, problems: [{ path, problem, hint }] })
