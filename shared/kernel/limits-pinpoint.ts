/** Bounds of what is read from Amazon Pinpoint's exports. */

/** Activities of one journey: Pinpoint's own quota is 40; an order of magnitude for raised ones, and joins are sought in squared time. */
export const PINPOINT_ACTIVITIES_MAX = 500
/** Characters of one exported file: get-segments of a large project is some megabytes. */
export const PINPOINT_FILE_LENGTH_MAX = 32 * 1024 * 1024
/** Files of one import: a project has some hundred campaigns and journeys, each in a file of its own at worst. */
export const PINPOINT_FILES_MAX = 2_000
/** Fields nobody knows that are told of one export: beyond, it is no export of Pinpoint. */
export const PINPOINT_UNKNOWN_TOLD_MAX = 50
