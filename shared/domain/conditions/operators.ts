/** The operators a condition knows, and what to say of one it does not. */

/** Stand where attributes stand: over whole conditions, or about the customer as a whole. */
const COMBINING = ['$and', '$or', '$nor', '$not', '$did', '$didNot', '$inSegment'] as const

/** Stand under an attribute. */
const TESTING = [
  '$eq',
  '$ne',
  '$lt',
  '$lte',
  '$gt',
  '$gte',
  '$in',
  '$nin',
  '$ini',
  '$nini',
  '$inGroup',
  '$notInGroup',
  '$all',
  '$alli',
  '$elemMatch',
  '$size',
  '$exists',
  '$type',
  '$not',
  '$regex',
  '$regexi',
  '$notRegex',
  '$notRegexi',
  '$veq',
  '$vne',
  '$vlt',
  '$vlte',
  '$vgt',
  '$vgte',
] as const

export type Testing = (typeof TESTING)[number]

export const isTesting = (name: string): name is Testing => (TESTING as readonly string[]).includes(name)
const isAsking = (name: string): boolean => name === '$did' || name === '$didNot' || name === '$inSegment'
const isCombining = (name: string): boolean => (COMBINING as readonly string[]).includes(name)

/** How to mend an operator that stands where attributes stand, or that nobody knows. */
export const hintAmongAttributes = (name: string): string => {
  if (isTesting(name)) return `put it under an attribute: { "attribute": { "${name}": … } }`
  return hintUnknown(name, COMBINING)
}

/** How to mend an operator that stands under an attribute and should not. */
export const hintUnderAttribute = (name: string): string => {
  if (isAsking(name)) return `put it beside the attributes: { "${name}": … }`
  if (isCombining(name)) return `put it beside the attributes and name them inside: { "${name}": [ { "attribute": … }, … ] }`
  return hintUnknown(name, TESTING)
}

const hintUnknown = (name: string, known: readonly string[]): string => {
  const all = [...known, ...COMBINING, ...TESTING]
  const near = all.find((candidate) => candidate.toLowerCase() === name.toLowerCase()) ?? all.find((candidate) => isNear(name, candidate))
  return near === undefined ? `known here are ${known.join(' ')}` : `did you mean ${near}?`
}

/** Typing errors that are told at a glance: one letter missing, added, changed or swapped with its neighbour. */
const isNear = (name: string, candidate: string): boolean => {
  if (Math.abs(name.length - candidate.length) > 1) return false
  const typed = name.toLowerCase()
  const meant = candidate.toLowerCase()
  let start = 0
  while (start < typed.length && typed[start] === meant[start]) start += 1
  const [restTyped, restMeant] = [typed.slice(start), meant.slice(start)]
  return (
    restTyped === restMeant ||
    restTyped.slice(1) === restMeant ||
    restTyped === restMeant.slice(1) ||
    restTyped.slice(1) === restMeant.slice(1) ||
    (restTyped[0] === restMeant[1] && restTyped[1] === restMeant[0] && restTyped.slice(2) === restMeant.slice(2))
  )
}
