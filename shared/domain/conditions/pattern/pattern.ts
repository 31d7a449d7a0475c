import { REGEX_LENGTH_MAX, REGEX_TEXT_MAX } from '../../../kernel/limits.ts'
import { automatonOf } from './automaton.ts'
import { unfold } from './states.ts'
import { PatternRefusal, readPattern } from './syntax.ts'

/** A regular expression whose every answer takes time proportional to the text, whatever it says (decision record 0005). */
export type Pattern = {
  /** Whether it matches anywhere in the text. Text longer than `REGEX_TEXT_MAX` matches nothing. */
  readonly matches: (text: string) => boolean
}

export type PatternReading =
  | { readonly ok: true; readonly pattern: Pattern }
  | { readonly ok: false; readonly problem: string; readonly hint: string }

/** Reads a JavaScript regular expression. Refused are back-references, looking around, flags inside, and what is too long. */
export const parsePattern = (source: string, insensitive: boolean): PatternReading => {
  if (source.length > REGEX_LENGTH_MAX) {
    return { ok: false, problem: `is longer than ${REGEX_LENGTH_MAX} characters`, hint: 'list the values with $in, or split it with $or' }
  }
  try {
    const automaton = automatonOf(unfold(readPattern(source, insensitive)))
    return { ok: true, pattern: { matches: (text) => text.length <= REGEX_TEXT_MAX && automaton(text) } }
  } catch (refusal) {
    if (!(refusal instanceof PatternRefusal)) throw refusal
    return { ok: false, problem: refusal.message, hint: refusal.hint }
  }
}
