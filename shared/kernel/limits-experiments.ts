/** Bounds of what an experiment's analysis looks at. */

/** Daily looks that are judged one by one: ten years and a half. Later only the newest is added, so that a reading stays below a second. */
export const LOOKS_MAX = 3_840

/** Looks a Lan-DeMets plan is laid out for: one a day for almost two years, bounds within two seconds. */
export const LAN_DEMETS_LOOKS_MAX = 700
