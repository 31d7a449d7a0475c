/** The one of `known` that was probably meant, or null when nothing is near: small slips only, so that the advice is never silly. */
export const nearest = (written: string, known: readonly string[]): string | null => {
  const plain = plainOf(written)
  if (plain === '' || plain.length > NAME_LENGTH_MAX) return null
  let best: string | null = null
  let bestDistance = Math.floor(plain.length / 3) + 1
  for (const name of known) {
    const distance = distanceBetween(plain, plainOf(name))
    if (distance < bestDistance) {
      best = name
      bestDistance = distance
    }
  }
  return best
}

/** Longer than any field or stage of ours; the work grows with the square of it. */
const NAME_LENGTH_MAX = 64

/** `At Risk`, `at_risk` and `at-risk` are the same slip-free word. */
const plainOf = (text: string): string => text.toLowerCase().replace(/[\s_-]/g, '')

/** Letters to change, add, leave out or swap with their neighbour (Damerau and Levenshtein, adjacent swaps only). */
const distanceBetween = (a: string, b: string): number => {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const changed = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(beforeLast, j - 2) + 1 : changed
      row.push(Math.min(changed, swapped, at(last, j) + 1, at(row, j - 1) + 1))
    }
    beforeLast = last
    last = row
  }
  return at(last, b.length)
}

const at = (row: readonly number[], index: number): number => row[index] as number
