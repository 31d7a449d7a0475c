/** What was found of an experiment, as text: what was found never changes, what was done about it may. */
import type { LatchedVerdict } from '../../ports/verdicts.ts'

export type KeptVerdict = { readonly found: string; readonly acted: string }

export const writeVerdict = ({ acted, ...found }: LatchedVerdict): KeptVerdict => ({
  found: JSON.stringify(found),
  acted: JSON.stringify(acted),
})

export const readVerdict = ({ found, acted }: KeptVerdict): LatchedVerdict => ({
  ...(JSON.parse(found) as Omit<LatchedVerdict, 'acted'>),
  acted: readActed(acted),
})

export const readActed = (acted: string): LatchedVerdict['acted'] => JSON.parse(acted) as LatchedVerdict['acted']
