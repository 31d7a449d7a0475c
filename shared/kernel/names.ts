/** Names and definitions that the local process and the deployed system share, so that what works here works there. */

/** The event bus that publishers put their lifecycle events on. */
export const BUS_NAME = 'rekindle'

/** The `source` of everything we publish ourselves. */
export const OWN_SOURCE = 'rekindle'

/**
 * What the intake takes from the bus, in EventBridge's pattern language: all but what we publish ourselves, for that would be a loop.
 * Whatever else is put on this bus is meant for us; what is no lifecycle event is quarantined rather than ignored.
 */
export const INTAKE_PATTERN = { source: [{ 'anything-but': [OWN_SOURCE] }] } as const
