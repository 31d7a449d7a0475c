/** What a state remembers of being written to: consent, preferences, mails that count, coupons. */
import type { Json } from '../../kernel/json.ts'
import { addressDigest, campaignId, messageId } from '../../kernel/words.ts'
import type { CouponHeld, CustomerState, SoftBounces } from '../../domain/customer/state.ts'
import type { Contact } from '../../domain/messaging/caps.ts'
import type { Consent, ConsentEntry } from '../../domain/messaging/consent.ts'
import { FREQUENCIES, type Preferences } from '../../domain/messaging/preferences.ts'
import { instantAt, instantOrNullAt, put, type Row, sealed, textAt, wholeAt, wordOf } from './reading.ts'

const STATUSES: readonly ConsentEntry['status'][] = ['granted', 'pending', 'withdrawn']
const BASES: readonly NonNullable<ConsentEntry['basis']>[] = ['opt-in', 'double-opt-in']

export const writeConsent = (consent: Consent): Json[] =>
  sealed(
    Object.entries(consent).flatMap(([key, { status, at, basis, source }]) => [key, status, at, basis, source]),
    'consent',
  )

export const readConsent = (row: Row): Consent => {
  const consent: Record<string, ConsentEntry> = {}
  for (let index = 0; index < row.length; index += 5) put(consent, textAt(row, index, 'topic'), consentOf(row, index + 1))
  return consent
}

/** Status, instant, basis and source from a place in a row on. */
export const consentOf = (row: Row, index: number): ConsentEntry => ({
  status: wordOf(STATUSES, textAt(row, index, 'consent'), 'consent'),
  at: instantAt(row, index + 1, 'instant of a consent'),
  basis: row[index + 2] === null ? null : wordOf(BASES, textAt(row, index + 2, 'basis of a consent'), 'basis of a consent'),
  source: row[index + 3] === null ? null : textAt(row, index + 3, 'source of a consent'),
})

export const writePreferences = ({ frequency, pausedUntil, saidAt }: Preferences): Json[] =>
  sealed([frequency, pausedUntil, saidAt], 'preferences')

export const preferencesOf = (row: Row): Preferences => ({
  frequency: wordOf(FREQUENCIES, textAt(row, 0, 'frequency'), 'frequency'),
  pausedUntil: instantOrNullAt(row, 1, 'end of a pause'),
  saidAt: instantAt(row, 2, 'instant of a preference'),
})

export const writeContacts = (contacts: readonly Contact[]): Json[] =>
  sealed(
    contacts.flatMap(({ message, campaign, entry, topic, priority, status, at }) => [
      message,
      campaign,
      entry,
      topic,
      priority,
      status === 'claimed' ? 1 : 0,
      at,
    ]),
    'mails that count',
  )

/** Values of one contact in its row. */
export const CONTACT_WIDTH = 7

export const readContacts = (row: Row): readonly Contact[] => {
  const contacts: Contact[] = []
  for (let index = 0; index < row.length; index += CONTACT_WIDTH) {
    contacts.push({
      message: messageId(textAt(row, index, 'message')),
      campaign: campaignId(textAt(row, index + 1, 'campaign')),
      entry: wholeAt(row, index + 2, 'entry'),
      topic: textAt(row, index + 3, 'topic'),
      priority: wholeAt(row, index + 4, 'priority'),
      status: wholeAt(row, index + 5, 'claim') === 1 ? 'claimed' : 'reserved',
      at: instantAt(row, index + 6, 'instant of a mail'),
    })
  }
  return contacts
}

export const writeSoftBounces = ({ address, count }: SoftBounces): Json[] => sealed([address, count], 'soft bounces')

export const readSoftBounces = (row: Row): SoftBounces => ({
  address: addressDigest(textAt(row, 0, 'address')),
  count: wholeAt(row, 1, 'soft bounces'),
})

export const writeCoupons = (coupons: CustomerState['coupons']): Json[] =>
  sealed(
    Object.entries<CouponHeld>(coupons).flatMap(([campaign, { pool, code, variant, at, redeemedAt }]) => [
      ...[campaign, pool, code, variant, at, redeemedAt],
    ]),
    'coupons',
  )

/** Values of one coupon in its row. */
export const COUPON_WIDTH = 6

export const readCoupons = (row: Row): CustomerState['coupons'] => {
  const coupons: Record<string, CouponHeld> = {}
  for (let index = 0; index < row.length; index += COUPON_WIDTH) {
    put(coupons, textAt(row, index, 'campaign'), {
      pool: textAt(row, index + 1, 'pool of codes'),
      code: textAt(row, index + 2, 'code'),
      variant: textAt(row, index + 3, 'variant'),
      at: instantAt(row, index + 4, 'instant of a coupon'),
      redeemedAt: instantOrNullAt(row, index + 5, 'redemption'),
    })
  }
  return coupons
}
