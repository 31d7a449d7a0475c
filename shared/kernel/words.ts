/** Branded words: plain values at run time, told apart by the compiler. Only `shared/contract` and stores make them from unknown data. */
declare const brand: unique symbol
type Branded<T, Name extends string> = T & { readonly [brand]: Name }

/** Whom we decide about. Given by the publisher (`userId`), any string up to {@link limits.ID_LENGTH_MAX} characters. */
export type CustomerId = Branded<string, 'CustomerId'>
/** Identity of an input: the publisher's `messageId`, or one we derive. Unique per customer. */
export type InputId = Branded<string, 'InputId'>
/** Identity of a message we owe, derived from campaign, customer, entry and step: the same decision always yields the same id. */
export type MessageId = Branded<string, 'MessageId'>
/** Identity of something a person is to do, and of a call to somebody's server, derived as that of a message is. */
export type TaskId = Branded<string, 'TaskId'>
export type CallId = Branded<string, 'CallId'>
export type CampaignId = Branded<string, 'CampaignId'>
export type ExperimentId = Branded<string, 'ExperimentId'>
/** A mail address under the installation's key: the same for the same address, and nobody's address without the key. */
export type AddressDigest = Branded<string, 'AddressDigest'>
/** A customer nobody can read back: what remains of one who was erased. */
export type CustomerDigest = Branded<string, 'CustomerDigest'>
/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = Branded<number, 'EpochMs'>
/** Whole days since 1970-01-01, UTC. */
export type EpochDay = Branded<number, 'EpochDay'>
/** Money in integer minor units (cents, yen …) of one currency. */
export type Minor = Branded<number, 'Minor'>
/** ISO 4217 code, upper case. */
export type Currency = Branded<string, 'Currency'>
/** Hundredths of a percent: 10,000 is everything. */
export type Bps = Branded<number, 'Bps'>

export const customerId = (text: string): CustomerId => text as CustomerId
export const inputId = (text: string): InputId => text as InputId
export const messageId = (text: string): MessageId => text as MessageId
export const taskId = (text: string): TaskId => text as TaskId
export const callId = (text: string): CallId => text as CallId
export const campaignId = (text: string): CampaignId => text as CampaignId
export const experimentId = (text: string): ExperimentId => text as ExperimentId
export const addressDigest = (text: string): AddressDigest => text as AddressDigest
export const customerDigest = (text: string): CustomerDigest => text as CustomerDigest

/** The id under which stands what is left of somebody who was erased. Doors take no id that looks like one. */
export const erasedId = (digest: CustomerDigest): CustomerId => customerId(ERASED + digest)
export const isErasedId = (id: string): boolean => id.startsWith(ERASED)
const ERASED = '~erased:'

/** Customers known only by an `anonymousId` have this before it. */
export const ANONYMOUS = 'anonymous:'

export const epochMs = (value: number): EpochMs => value as EpochMs
export const epochDay = (value: number): EpochDay => value as EpochDay
export const minor = (value: number): Minor => value as Minor
export const currency = (text: string): Currency => text as Currency
export const bps = (value: number): Bps => value as Bps

/** Later than any instant anything is due at (ECMAScript's last). */
export const END_OF_TIME = epochMs(8.64e15)
