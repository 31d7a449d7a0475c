/** Worlds that showed a mutant before, to be looked at first. They move whenever worlds are drawn otherwise: then the hunt finds others. */
export const CAUGHT_AT: Readonly<Record<string, number>> = {}
