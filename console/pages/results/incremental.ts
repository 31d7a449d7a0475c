import type { Lift } from '../../api/types.ts'
import { useReader } from '../../words/reader.tsx'
import { useResultWords } from '../../words/result-words.ts'

/** Conversions, or money in units of a currency, that would not have been: the number, and between which two it may lie. */
export const useIncremental = (): ((
  incremental: Lift['incremental'],
  currency: string | null,
) => { readonly value: string; readonly text?: string }) => {
  const { words, format } = useReader()
  const { results } = useResultWords()
  return (incremental, currency) => {
    if (incremental === null) return { value: words.shell.notEnoughData }
    const said = (value: number): string =>
      currency === null ? `${value > 0 ? '+' : ''}${format.count(value)}` : format.amountDifference(value, currency)
    const { estimate, interval } = incremental
    return { value: said(estimate), ...(interval === null ? {} : { text: results.between(said(interval[0]), said(interval[1])) }) }
  }
}
