/** Bounds of what statistics compute at once. */

/** Planned looks at an experiment: one a day for almost three years. Their bounds are integrated in a few seconds. */
export const GROUP_LOOKS_MAX = 1_000
