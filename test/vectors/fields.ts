/** Reads the parts of a vector file: others wrote it, so what is missing is said by name. */

export type Fields = Readonly<Record<string, unknown>>

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)

export const fieldsAt = (fields: Fields, name: string): Fields => {
  const value = fields[name]
  if (!isFields(value)) throw new Error(`"${name}" is not an object`)
  return value
}

export const numberAt = (fields: Fields, name: string): number => {
  const value = fields[name]
  if (typeof value !== 'number') throw new Error(`"${name}" is not a number`)
  return value
}

export const textAt = (fields: Fields, name: string): string => {
  const value = fields[name]
  if (typeof value !== 'string') throw new Error(`"${name}" is not a text`)
  return value
}

export const numbersAt = (fields: Fields, name: string): readonly number[] => {
  const value = fields[name]
  if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'number')) throw new Error(`"${name}" is not a list of numbers`)
  return value
}

/** What `compute` answers, or the reason why it cannot: a broken case fails alone. */
export const answerOf = (compute: () => unknown): unknown => {
  try {
    return compute()
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  }
}
