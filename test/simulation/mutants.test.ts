/** One guard of each invariant, the one missed soonest, taken out of the code in the world that is known to show it. */
import { expect, it } from 'vitest'
import { CAUGHT_AT, isTriedFirst } from './mutants/caught.ts'
import { MUTANTS } from './mutants/list.ts'
import { fateOf } from './mutants/run.ts'

it.each(MUTANTS.filter(isTriedFirst))('$invariant: $mistake', async (mutant) => {
  expect(await fateOf(mutant, 0)).toBe(CAUGHT_AT[mutant.mistake])
})
